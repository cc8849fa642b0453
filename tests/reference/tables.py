"""What a choice says: a fixed text, or the cell of a decision table."""

from playbook_engine.model.playbook import Choice
from tests.reference.derived_facts import table_value
from tests.reference.facts import sight
from tests.reference.world import Scope


def chosen(choice: Choice | None, scope: Scope) -> str:
    """The text; empty where there is none. Rule 5c: a cell that lacks a rate raises `MissingRates`."""
    if choice is None:
        return ""
    if not choice.table:
        return choice.value
    tables = scope.view.world.organisation.tables
    table = next((each for each in tables if each.name == choice.table), None)
    return table_value(table, sight(scope))
