"""A tone, template or role that a decision table chooses: whether every value of the table is one."""

from playbook_engine.language.codes_meaning import MAY_GIVE_NOTHING, OUT_OF_SCOPE
from playbook_engine.language.keys.kinds import Thing
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.scopes import Position
from playbook_engine.language.meaning.surroundings import Surroundings, TableRead
from playbook_engine.language.wording import listed, ticked
from playbook_engine.model.diagnostic import Related
from playbook_engine.model.playbook import Choice

_THINGS: dict[str, Thing] = {"tone": "tone", "template": "template", "assign": "role"}


def check_choice(key: str, fields: Fields, around: Surroundings, position: Position) -> None:
    """Note what is wrong with the table that a key names, if it names one."""
    choice: Choice | None = fields.get(key)
    if choice is None or not choice.table:
        return
    read = around.tables.get(choice.table)
    if read is None:
        return
    far = [each for each in read.columns if each.partition(".")[0] not in position.scopes]
    if far:
        message = f"the table {ticked(choice.table)} reads {listed(far, 'and')}, not at hand in {position.called}"
        around.findings.add(OUT_OF_SCOPE, message, fields.place(key), position.help)
    if not read.table.otherwise:
        message = f"the table {ticked(choice.table)} may give no `{key}`"
        around.findings.add(MAY_GIVE_NOTHING, message, fields.place(key), "give the table an `otherwise`")
    _check_values(_THINGS[key], read, key, fields, around)


def _check_values(thing: Thing, read: TableRead, key: str, fields: Fields, around: Surroundings) -> None:
    """Each value is a name of this kind of thing; said once for each table and kind."""
    if (read.table.name, thing) in around.checked_tables:
        return
    around.checked_tables.add((read.table.name, thing))
    for value, place in read.values:
        fault = around.names.unknown(thing, value)
        if fault:
            related = (Related(fields.place(key), f"this `{key}` is chosen by the table"),)
            around.findings.add(*fault[:2], place, fault[2], related)
