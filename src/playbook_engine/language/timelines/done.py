"""What was done outside a test: touches and memberships that it is told."""

from typing import Any

from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.nodes import Scalar
from playbook_engine.language.timelines.names import Names
from playbook_engine.language.timelines.values import plain
from playbook_engine.model.book import Contact, Membership, Touch, TouchedItem
from playbook_engine.model.playbook import CONTACT_KINDS, Playbook
from playbook_engine.model.timeline import EnteredPlaybook, TouchTold


def told_touch(about: dict[str, Any], fields: Fields, names: Names) -> TouchTold | None:
    """Something done: what is not said is what the evaluator would have written."""
    node = fields.node("touch")
    if not isinstance(node, Scalar):
        return None
    step = names.step(node, done=True)
    playbook = _playbook(fields, names, step)
    if playbook is None or not about["items"]:
        return None
    version = plain(fields, "version", playbook.version)
    kind = plain(fields, "do", "email")
    occurrence = plain(fields, "occurrence", 1)
    anchor = about["items"][0]
    id = f"{about['on'].isoformat()}/{playbook.name}/{step}/{anchor}/{occurrence}"
    contacts = _recipients(fields, names, about["account"]) if kind in CONTACT_KINDS else []
    touch = Touch(
        id=id,
        account=about["account"],
        on=about["dated"],
        kind=kind,
        outcome=plain(fields, "outcome", "done"),
        playbook=playbook.name,
        version=version,
        step=step,
        anchor=anchor,
        items=_taken(about["items"], step, fields, names, playbook),
        occurrence=occurrence,
        in_place_of=plain(fields, "in_place_of", ""),
        recipients=tuple(each.id for each in contacts),
        addresses=tuple(filter(None, (_address(each, kind) for each in contacts))),
        tone=plain(fields, "tone", ""),
        pay_by=plain(fields, "pay_by"),
        message=id,
    )
    return TouchTold(**about, touch=touch)


def told_entry(about: dict[str, Any], fields: Fields, names: Names) -> EnteredPlaybook | None:
    """Items that have been in a playbook since a day."""
    playbook = _playbook(fields, names, "")
    if playbook is None:
        return None
    version = plain(fields, "version", playbook.version)
    return EnteredPlaybook(
        **about,
        memberships=tuple(
            Membership(
                id=f"{item}/{playbook.name}/{about['dated'].isoformat()}",
                account=about["account"],
                item=item,
                playbook=playbook.name,
                version=version,
                since=about["dated"],
            )
            for item in about["items"]
        ),
    )


def _playbook(fields: Fields, names: Names, step: str) -> Playbook | None:
    node = fields.node("playbook")
    if isinstance(node, Scalar):
        return names.playbook(node)
    return names.playbook_with(step, fields.here)


def _taken(
    items: tuple[str, ...], step: str, fields: Fields, names: Names, playbook: Playbook
) -> tuple[TouchedItem, ...]:
    """Each item with the ladder step that it was taken to."""
    ladder = {name for each in playbook.cadence for name in (each.name, *each.was)}
    usual = step if step in ladder else ""
    told: dict[str, Any] = plain(fields, "takes", {})
    taken = {
        item: to if isinstance(to, str) else "" for name, to in told.items() for item in names.items_of(name) or ()
    }
    return tuple(TouchedItem(item, taken.get(item, usual)) for item in items)


def _recipients(fields: Fields, names: Names, account: str) -> list[Contact]:
    if fields.written("to"):
        ids = plain(fields, "to", ())
        return [names.contacts[each] for each in ids if each in names.contacts]
    return [each for each in names.contacts.values() if each.account == account][:1]


def _address(contact: Contact, kind: str) -> str | None:
    return {"email": contact.email, "letter": contact.postal_address}.get(kind, contact.phone)
