"""The `playbook` command: a table of its commands, each loaded when it is asked for."""

import importlib

import rich_click as click

from playbook_engine.service.wrong_use import Unusable, WrongUse, close_to

COMMANDS = {
    "init": ("starting", "init"),
    "check": ("checking", "check"),
    "fmt": ("formatting", "fmt"),
    "facts": ("facts", "facts"),
    "schema": ("schema", "schema"),
    "test": ("testing", "test"),
    "explain": ("explaining", "explain"),
    "forecast": ("forecasting", "forecast"),
    "simulate": ("simulating", "simulate"),
    "plan": ("planning", "plan"),
    "preview": ("previewing", "preview"),
    "backtest": ("backtesting", "backtest"),
    "build": ("building", "build"),
    "decide": ("deciding", "decide"),
    "verify": ("verifying", "verify"),
    "db": ("database", "db"),
    "publish": ("publishing", "publish"),
    "serve": ("serving", "serve"),
    "worker": ("working", "worker"),
    "stop": ("stopping", "stop"),
    "resume": ("stopping", "resume"),
    "audit": ("auditing", "audit"),
    "completion": ("completion", "completion"),
}
"""Module and function of each command, in the order in which a newcomer meets them."""

_PANELS = {
    "Write playbooks": ("init", "check", "fmt", "facts", "schema"),
    "Try them": ("test", "explain", "forecast", "simulate", "plan", "preview", "backtest"),
    "Run them": ("build", "decide", "verify"),
    "Serve": ("db", "publish", "serve", "worker", "stop", "resume", "audit"),
    "Set up": ("completion",),
}

_FIRST = """
$ playbook init playbooks
$ playbook check playbooks
$ playbook test playbooks
$ playbook decide --playbooks playbooks --book book.json --as-of 2026-03-16"""


class Playbook(click.RichGroup):
    """A group that imports a command when it is needed and turns wrong use into a sentence and an exit code."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """All commands."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """A command by name, imported now."""
        if name not in COMMANDS:
            return None
        module, function = COMMANDS[name]
        found = getattr(importlib.import_module(f"playbook_engine.cli.commands.{module}"), function)
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was typed; a close one is named where there is none."""
        name = arguments[0] if arguments else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            meant = close_to(name, COMMANDS)
            raise WrongUse(
                f"there is no command `{name}`",
                f"did you mean `playbook {meant}`?" if meant else "`playbook --help` lists them all",
            )
        return super().resolve_command(context, arguments)

    def invoke(self, context: click.Context) -> object:
        """Run a command: 1 where what was given is at fault, 2 where it was asked for wrongly."""
        try:
            return super().invoke(context)
        except WrongUse as fault:
            from playbook_engine.cli.output import complain  # loads rich, which a command that goes well may not need

            complain(fault.message, fault.help)
            context.exit(1 if isinstance(fault, Unusable) else 2)


@click.group(
    name="playbook",
    cls=Playbook,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=f"Receivables playbooks: write, check, test, explain and run them.\n\n\b\nBegin with:{_FIRST}",
)
@click.version_option(package_name="playbook-engine", prog_name="playbook")
@click.rich_config(
    help_config={
        "text_paragraph_linebreaks": "\n\n",
        "command_groups": {
            "playbook": [{"name": name, "commands": list(commands)} for name, commands in _PANELS.items()]
        },
    }
)
def main() -> None:
    """Read the command line."""
