"""Decision tables: another way to write conditions, for grids."""

from functools import partial

from playbook_engine.language.codes_meaning import UNKNOWN_FACT, WRONG_ROW, WRONG_SHAPE
from playbook_engine.language.meaning.conditions import condition
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.lazily import Definition
from playbook_engine.language.meaning.scopes import TABLE
from playbook_engine.language.meaning.surroundings import Surroundings, TableRead
from playbook_engine.language.nodes import Mapping, Node, Scalar, Sequence
from playbook_engine.language.phrases.suggesting import or_one_of
from playbook_engine.language.wording import counted, ticked
from playbook_engine.model.condition import ALWAYS, All, Condition
from playbook_engine.model.organisation import Table

ANY = ("any", "-")


def define_tables(fields: Fields, around: Surroundings) -> None:
    """Let the tables of `tables` be read when one of them is asked for."""
    for each in fields.left_out("tables"):
        around.tables.define_broken(each.text, each.place)
    for key, name, inner in fields.get("tables") or ():
        around.tables.define(name, Definition(key.place, partial(_table, name, inner, around)))


def _table(name: str, inner: Fields, around: Surroundings) -> TableRead | None:
    columns = _columns(inner, around)
    rows = inner.node("rows")
    if columns is None or not inner.sound("rows", "otherwise") or not isinstance(rows, Sequence):
        return None
    read = [_row(each, columns, around) for each in rows.items]
    sound = [each for each in read if each is not None]
    if len(sound) < len(read):
        return None
    otherwise = inner.get("otherwise") or ""
    values = [(value.text, value.place) for _, value in sound]
    if otherwise:
        values.append((otherwise, inner.place("otherwise")))
    table = Table(name=name, rows=tuple((when, value.text) for when, value in sound), otherwise=otherwise)
    return TableRead(table, tuple(each.text for each in columns), tuple(values))


def _columns(inner: Fields, around: Surroundings) -> list[Scalar] | None:
    """The facts compared, or None where one of them has faults."""
    node = inner.node("columns")
    if not inner.sound("columns") or not isinstance(node, Sequence):
        return None
    columns = [each for each in node.items if isinstance(each, Scalar)]
    unknown = [each for each in columns if not around.is_fact(each.text)]
    for each in unknown:
        help = or_one_of(each.text, (*around.facts, *around.derived))
        help = help if help.startswith("did") else "`playbook facts` lists all facts"
        around.findings.add(UNKNOWN_FACT, f"there is no fact {ticked(each.text)}", each.place, help)
    return None if unknown else columns


def _row(node: Node, columns: list[Scalar], around: Surroundings) -> tuple[Condition, Scalar] | None:
    assert isinstance(node, Sequence), "rows are lists by their type"
    if len(node.items) != len(columns) + 1:
        wanted = f"{counted(len(columns), 'comparison')} and a value"
        message = f"this row has {counted(len(node.items), 'cell')}, and {wanted} are wanted"
        around.findings.add(WRONG_ROW, message, node.place, "`any` stands for a comparison that always holds")
        return None
    *cells, last = node.items
    if not isinstance(last, Scalar):
        around.findings.add(WRONG_SHAPE, "the last cell of a row is its value", last.place, "write a single value")
        return None
    read = [_cell(each, column, around) for each, column in zip(cells, columns, strict=True)]
    sound = [each for each in read if each is not None]
    if len(sound) < len(read) or last.absent:
        return None
    asked = tuple(each for each in sound if each != ALWAYS)
    return (asked[0] if len(asked) == 1 else All(asked)), last


def _cell(node: Node, column: Scalar, around: Surroundings) -> Condition | None:
    if isinstance(node, Scalar) and node.text in ANY:
        return ALWAYS
    # A cell is what stands behind a fact in a condition, so it is read as one; faults of the column are said once.
    key = Scalar(column.text, quoted=False, place=node.place)
    return condition(Mapping(((key, node),), node.place), TABLE, around)
