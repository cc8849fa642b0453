"""Where the named things of a folder are written."""

from collections.abc import Iterator, Sequence

from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.playbook import PlaybookRead
from playbook_engine.language.meaning.surroundings import Surroundings
from playbook_engine.model.diagnostic import Place

_LISTS = (
    ("cadence", "step", "step"),
    ("alongside", "step", "step"),
    ("exhausted", "name", "step"),
    ("holds", "hold", "hold"),
    ("guarantees", "guarantee", "guarantee"),
)


def places_of(fields: Fields, playbooks: Sequence[PlaybookRead], around: Surroundings) -> dict[str, Place]:
    """Places by name: `strategic`, `strategic/step/final`, `strategic/limit/1`, `organisation/segment/vip`."""
    places = dict(_listed("organisation", fields))
    for kind, defined in (("table", around.tables), ("derived", around.derived), ("segment", around.segments)):
        places.update({f"organisation/{kind}/{name}": defined.place(name) for name in defined})
    for each in playbooks:
        places[each.playbook.name] = each.place
        places.update(_listed(each.playbook.name, each.fields))
    return places


def _listed(owner: str, fields: Fields) -> Iterator[tuple[str, Place]]:
    for key, name, kind in _LISTS:
        entries: list[Fields] = fields.get(key) or []
        for number, each in enumerate(entries, 1):
            default = f"exhausted-{number}" if key == "exhausted" else ""
            yield f"{owner}/{kind}/{each.get(name) or default}", each.here
    for number, each in enumerate(fields.get("limits") or [], 1):
        yield f"{owner}/limit/{number}", each.here
