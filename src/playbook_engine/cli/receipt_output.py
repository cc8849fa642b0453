"""Whether a receipt holds, and which part does not."""

import msgspec
from rich.text import Text

from playbook_engine.cli.decision_text import new_table
from playbook_engine.cli.output import counted, print_table, stdout, write
from playbook_engine.model.receipt import PARTS, Difference, Receipt


def print_differences(said: Receipt, found: tuple[Difference, ...], form: str) -> None:
    """Print what came out otherwise, or that the receipt holds."""
    if form == "json":
        write(msgspec.json.encode({"holds": not found, "differences": found}) + b"\n")
        return
    console = stdout()
    scope = f"account {said.account}" if said.account else counted(said.units, "unit")
    about = f"{counted(said.cases, 'case')} of {scope} on {said.as_of}, release {said.release[:12]}"
    if not found:
        console.print(Text("the receipt holds: ", style="bold green").append(about, style="default"))
        return
    console.print(Text("the receipt does not hold: ", style="bold red").append(about, style="default"))
    table = new_table("part", "what it means", "the receipt says", "found")
    for each in found:
        table.add_row(
            each.part.replace("_", " "), Text(PARTS[each.part]), Text(_short(each.said)), Text(_short(each.found))
        )
    print_table(console, table)


def _short(value: str) -> str:
    """A digest by its first figures, anything else as it is."""
    return value[:12] if len(value) == 64 else value
