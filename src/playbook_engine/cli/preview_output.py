"""Messages as they would go out, for people and programs."""

from collections.abc import Sequence

import msgspec
from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from playbook_engine.cli.output import stdout, write
from playbook_engine.language.messages import Message
from playbook_engine.service.previewing import Preview


def print_previews(previews: Sequence[Preview], form: str) -> None:
    """Print messages, one after the other."""
    if form == "json":
        write(msgspec.json.encode(previews) + b"\n")
        return
    console = stdout()
    for each in previews:
        _print_preview(console, each)


def _print_preview(console: Console, preview: Preview) -> None:
    action = preview.action
    title = f"{preview.day}  {preview.account}  {action.kind} · {action.step}" + (
        f" · {action.tone}" if action.tone else ""
    )
    for number, message in enumerate(preview.texts):
        also = "" if number == 0 else "  also written in this language"
        console.print(Rule(Text(f"{title}  [{message.language}]{also}", style="bold"), align="left"))
        for name, text in _headers(message, preview).items():
            if text:
                console.print(Text(f"{name + ':':<10}", style="dim").append(text, style="default"), soft_wrap=True)
        console.print()
        console.print(Text(message.body), soft_wrap=True)


def _headers(message: Message, preview: Preview) -> dict[str, str]:
    joined = f"{len(preview.joined)} actions in one message" if len(preview.joined) > 1 else ""
    return {
        "from": message.sender,
        "to": ", ".join(message.recipients),
        "cc": ", ".join(message.cc),
        "subject": message.subject,
        "attached": ", ".join(f"{each.kind} {each.of}" for each in message.attachments),
        "approval": f"{preview.action.approval_by} has to agree" if preview.action.approval_by else "",
        "joined": joined,
    }
