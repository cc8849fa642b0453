"""Rules 21 and 27: who an action reaches, by which kind, and who of our own people it names."""

from dataclasses import dataclass

from playbook_engine.model.book import Contact, Touch
from playbook_engine.model.playbook import CONTACT_KINDS, ActionKind, Recipient
from tests.reference.plans import Plan
from tests.reference.progress import touches_of
from tests.reference.touches import is_ending
from tests.reference.world import Case

ANYBODY = (Recipient(),)


@dataclass(frozen=True)
class Reached:
    """A kind of action and whom it reaches: contacts, or our own people."""

    kind: ActionKind
    contacts: tuple[Contact, ...] = ()
    people: tuple[str, ...] = ()


def reached_by(case: Case, plan: Plan, kinds: tuple[ActionKind, ...]) -> Reached | None:
    """The first kind, then the first entry of `to`, that reaches somebody; work of our own always does."""
    failed = _failed_pairs(case, plan)
    for kind in kinds:
        if kind not in CONTACT_KINDS:
            people = tuple(person(case, each.role) for each in plan.work.to if each.internal)
            return Reached(kind, people=people)
        for wanted in plan.work.to or ANYBODY:
            found = [each for each in reachable(case, wanted, kind) if (kind, each.id) not in failed]
            if found:
                return Reached(kind, tuple(found if wanted.every else found[:1]))
    return None


def reachable(case: Case, wanted: Recipient, kind: str) -> list[Contact]:
    """Contacts of the case's account in this role who can be reached so, the primary ones first."""
    if wanted.internal:
        return []
    found = [
        each
        for each in case.world.unit.contacts
        if each.account == case.account.id
        and wanted.role in {"", each.role}
        and kind not in each.opted_out
        and kind not in each.bounced
        and address(case, each, kind)
    ]
    return sorted(found, key=lambda each: (not each.primary, each.id))


def address(case: Case, contact: Contact, kind: str) -> str:
    """Where a contact is reached; empty: nowhere."""
    match kind:
        case "email":
            return contact.email or ""
        case "letter":
            return contact.postal_address or case.account.postal_address or ""
        case _:
            return contact.phone or ""


def copies(case: Case, wanted: tuple[Recipient, ...]) -> tuple[str, ...]:
    """Our own people by role, contacts by their address for email."""
    found: list[str] = []
    for each in wanted:
        if each.internal:
            found.append(person(case, each.role))
        else:
            contacts = reachable(case, each, "email")
            found += [address(case, who, "email") for who in (contacts if each.every else contacts[:1])]
    return tuple(found)


def person(case: Case, name: str) -> str:
    """A role of ours: the account's field, else the person, else the name of the role."""
    for role in case.world.organisation.roles:
        if role.name == name:
            by_field = {"owner": case.account.owner, "collector": case.account.collector}.get(role.field)
            return by_field or role.person or role.name
    return name


def _failed_pairs(case: Case, plan: Plan) -> set[tuple[str, str]]:
    """Rule 21: channel and contact that failed since the last end of the step for this anchor."""
    mine = [each for each in touches_of(case) if each.step == plan.step and each.anchor == plan.anchor.id]
    failed: set[tuple[str, str]] = set()
    for touch in mine:
        if is_ending(case.playbook, touch):
            failed.clear()
        elif touch.outcome == "failed":
            failed |= {(touch.kind, each) for each in touch.recipients}
    return failed


def touches_for(case: Case, plan: Plan) -> list[Touch]:
    """Rule 16: the ended touches (any outcome) of this step for this anchor."""
    return [
        each
        for each in touches_of(case)
        if each.step == plan.step
        and each.anchor == plan.anchor.id
        and (not plan.instead or each.in_place_of == plan.in_place_of)
    ]
