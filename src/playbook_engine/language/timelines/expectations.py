"""What a test expects of a day: actions, silence with its reason, exceptions and alarms."""

from typing import Any

from playbook_engine.language.codes_meaning import UNKNOWN_TEMPLATE
from playbook_engine.language.codes_timeline import NOT_EXPECTED, UNKNOWN_REASON
from playbook_engine.language.keys.timeline import ACTS, EXPECTATIONS
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.nodes import Mapping, Node, Scalar
from playbook_engine.language.phrases.suggesting import or_one_of
from playbook_engine.language.timelines.names import Names
from playbook_engine.language.timelines.values import fields_of, plain, scalars_of
from playbook_engine.language.wording import ticked
from playbook_engine.model.money import Money
from playbook_engine.model.timeline import Acts, Expectation, Mentions, NoCase, Nothing, Only, Silent

_PLAIN_TEXTS = ("do", "tone", "template", "language", "title", "set", "priority", "assign")
_BY: dict[str, str] = {"held": "hold", "guarantee": "guarantee"}


def expectation(node: Node, names: Names) -> Expectation | None:
    """One expectation; None with a finding where it cannot be read."""
    if isinstance(node, Scalar):
        return Nothing(place=node.place) if node.text == "silence" else NoCase(place=node.place)
    kind = _kind(node)
    fields = fields_of(EXPECTATIONS[kind], node, names.findings)
    if fields is None or fields.bad:
        return None
    match kind:
        case "silence":
            return _silent(fields, names)
        case "exception" | "alarm":
            return Mentions(place=node.place, only=only_of(fields, names), what=kind, text=fields.get(kind))
        case _:
            return _acts(fields, names)


def only_of(fields: Fields, names: Names) -> Only:
    """Which of several cases are meant."""
    playbook = fields.node("playbook")
    if isinstance(playbook, Scalar) and plain(fields, "playbook"):
        names.playbook(playbook)
    items = names.items(fields, "item") or ()
    if fields.written("account"):
        names.known(fields, "account", names.accounts, "account")
    return Only(
        account=plain(fields, "account", ""),
        playbook=plain(fields, "playbook", ""),
        version=plain(fields, "version", 0),
        items=items,
        currency=plain(fields, "currency", ""),
        entity=plain(fields, "entity", ""),
    )


def _kind(node: Node) -> str:
    keys = {key.text for key in scalars_of(node)} if isinstance(node, Mapping) else set()
    return next((kind for kind in EXPECTATIONS if kind != "step" and kind in keys), "step")


def _silent(fields: Fields, names: Names) -> Silent:
    reason, by = fields.get("silence"), plain(fields, "by", None, "")
    _check_by(reason, by, fields, names)
    _check_step(fields, "step", names)
    return Silent(
        place=fields.mapping.place,
        only=only_of(fields, names),
        reason=reason,
        by=by,
        step=plain(fields, "step", None, ""),
        because=plain(fields, "because", None, ""),
        until=plain(fields, "until"),
    )


def _check_by(reason: str, by: str | None, fields: Fields, names: Names) -> None:
    """A hold or guarantee that a silence names exists."""
    if not by or reason not in _BY:
        return
    organisation, playbooks = names.organisation, names.release.playbooks
    if reason == "held":
        holds = [*organisation.holds, *(hold for each in playbooks for hold in each.holds)]
        known = ["manual", *(each.name for each in holds)]
    else:
        guarantees = [*organisation.guarantees, *(rule for each in playbooks for rule in each.guarantees)]
        known = [each.name for each in guarantees]
    if by not in known:
        message = f"there is no {_BY[reason]} {ticked(by)}"
        names.findings.add(UNKNOWN_REASON, message, fields.place("by"), or_one_of(by, known))


def _acts(fields: Fields, names: Names, *, within: bool = False) -> Acts | None:
    """An expected action; `within`: what comes with a step, which need not name one."""
    if not fields.written("step") and not within:
        names.findings.add(NOT_EXPECTED, "an expected action names its step", fields.here, "write `step: first-notice`")
        return None
    _check_names(fields, names)
    items = names.items(fields, "items") if fields.written("items") else None
    anchor = names.items(fields, "anchor") if fields.written("anchor") else None
    also = _also(fields, names)
    return Acts(
        place=fields.mapping.place,
        only=only_of(fields, names),
        step=plain(fields, "step", ""),
        **{name: plain(fields, name, None, "") for name in _PLAIN_TEXTS},
        sender=plain(fields, "from", None, ""),
        attach=plain(fields, "attach", None, ()),
        to=plain(fields, "to", None, ()),
        cc=plain(fields, "cc", None, ()),
        items=items,
        amount=_amount(fields),
        takes=_takes(fields, names),
        pay_by=plain(fields, "pay_by", None, "none"),
        hours=plain(fields, "hours"),
        occurrence=plain(fields, "occurrence"),
        in_place_of=plain(fields, "in_place_of", None, ""),
        anchor=anchor[0] if anchor else None,
        approval=plain(fields, "approval", None, ""),
        also=also,
        outcome=plain(fields, "outcome", "done"),
    )


def _amount(fields: Fields) -> tuple[Money, ...] | None:
    found: tuple[Money, ...] | None = plain(fields, "amount", None, ())
    return found


def _takes(fields: Fields, names: Names) -> tuple[tuple[str, str], ...] | None:
    told: dict[str, Any] | None = plain(fields, "takes")
    if told is None:
        return None
    node = fields.node("takes")
    for scalar in (value for _, value in node.entries) if isinstance(node, Mapping) else ():
        if isinstance(scalar, Scalar) and scalar.text != "none":
            names.step(scalar)
    pairs = (
        (item, to if isinstance(to, str) else "") for name, to in told.items() for item in names.items_of(name) or ()
    )
    return tuple(pairs)


def _also(fields: Fields, names: Names) -> tuple[Acts, ...] | None:
    nodes: tuple[Node, ...] | None = plain(fields, "also", None, ())
    if nodes is None:
        return None
    found = [inner for node in nodes if (inner := fields_of(ACTS, node, names.findings)) and not inner.bad]
    return tuple(acts for inner in found if (acts := _acts(inner, names, within=True)))


def _check_names(fields: Fields, names: Names) -> None:
    """Steps, tones, templates and roles that are named exist."""
    for name in ("step", "in_place_of"):
        _check_step(fields, name, names)
    tone, approval, template = fields.node("tone"), fields.node("approval"), fields.node("template")
    if isinstance(tone, Scalar) and plain(fields, "tone"):
        names.tone(tone)
    if isinstance(approval, Scalar) and plain(fields, "approval"):
        names.role(approval)
    if isinstance(template, Scalar) and plain(fields, "template"):
        known = list(dict.fromkeys(each.name for each in names.release.templates))
        if template.text not in known:
            help = or_one_of(template.text, known)
            names.findings.add(UNKNOWN_TEMPLATE, f"there is no template {ticked(template.text)}", template.place, help)


def _check_step(fields: Fields, name: str, names: Names) -> None:
    node = fields.node(name)
    if isinstance(node, Scalar) and plain(fields, name):
        names.step(node)
