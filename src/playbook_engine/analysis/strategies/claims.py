"""What customers say and what stops us: promises, disputes, manual holds, replies, failed payments."""

import datetime as dt

from playbook_engine.analysis.strategies.background import Background
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.model.book import Dispute, FailedPayment, Invoice, ManualHold, Promise, Reply
from playbook_engine.model.money import Money


def promises_for(background: Background, invoice: Invoice, chance: Chance) -> tuple[Promise, ...]:
    """Promises about an invoice or the whole account, some withdrawn; mostly none."""
    return tuple(
        _promise(background, invoice, number, chance.part(number))
        for number in range(chance.pick((0, 0, 0, 0, 0, 1, 1, 2)))
    )


def _promise(background: Background, invoice: Invoice, number: int, chance: Chance) -> Promise:
    made_on = background.ago(chance.part("made"))
    on = background.near(chance.part("on"))
    return Promise(
        id=f"{invoice.id}-m{number + 1}",
        account=invoice.account,
        made_on=made_on,
        on=max(made_on, on),
        item=_about(invoice, chance),
        amount=_part(invoice, chance),
        withdrawn_on=_after(made_on, background, chance.part("end")) if chance.percent(15) else None,
    )


def disputes_for(background: Background, invoice: Invoice, chance: Chance) -> tuple[Dispute, ...]:
    """Disputes about an invoice or the whole account, some resolved; mostly none."""
    return tuple(
        _dispute(background, invoice, number, chance.part(number))
        for number in range(chance.pick((0, 0, 0, 0, 0, 1, 1, 2)))
    )


def _dispute(background: Background, invoice: Invoice, number: int, chance: Chance) -> Dispute:
    opened_on = background.ago(chance.part("opened"))
    return Dispute(
        id=f"{invoice.id}-d{number + 1}",
        account=invoice.account,
        opened_on=opened_on,
        item=_about(invoice, chance),
        amount=_part(invoice, chance),
        reason=background.constants.text("dispute.reason", chance) if chance.percent(75) else None,
        resolved_on=_after(opened_on, background, chance.part("end")) if chance.percent(45) else None,
    )


def manual_holds_for(background: Background, invoice: Invoice, chance: Chance) -> tuple[ManualHold, ...]:
    """At most one manual stop; mostly none."""
    if chance.percent(90):
        return ()
    set_on = background.ago(chance.part("set"))
    until = max(set_on, background.near(chance.part("until"))) if chance.percent(60) else None
    lifted_on = _after(set_on, background, chance.part("lifted")) if chance.percent(25) else None
    item = _about(invoice, chance)
    name = f"{invoice.id}-h"
    return (ManualHold(id=name, account=invoice.account, set_on=set_on, item=item, until=until, lifted_on=lifted_on),)


def replies_for(background: Background, invoice: Invoice, chance: Chance) -> tuple[Reply, ...]:
    """At most one reply; mostly none."""
    if chance.percent(78):
        return ()
    kind = background.constants.text("reply.kind", chance)
    item = _about(invoice, chance)
    return (Reply(id=f"{invoice.id}-r", account=invoice.account, on=background.ago(chance), kind=kind, item=item),)


def failed_payments_for(background: Background, invoice: Invoice, chance: Chance) -> tuple[FailedPayment, ...]:
    """At most two failed payments, of the item, its invoice or the account; mostly none."""
    return tuple(
        FailedPayment(
            id=f"{invoice.id}-f{number + 1}",
            account=invoice.account,
            on=background.ago(chance.part("on", number)),
            item=invoice.id if chance.percent(25) else _about(invoice, chance),
            reason=background.constants.text("failure.reason", chance) if chance.percent(50) else None,
        )
        for number in range(chance.pick((0, 0, 0, 0, 0, 1, 2)))
    )


def _about(invoice: Invoice, chance: Chance) -> str | None:
    return chance.pick(invoice.items).id if chance.percent(75) else None


def _part(invoice: Invoice, chance: Chance) -> Money | None:
    whole = invoice.items[0].amount
    if chance.percent(45):
        return None
    return Money(max(1, chance.pick((whole, whole // 2, whole - 1, 1))), invoice.currency)


def _after(first: dt.date, background: Background, chance: Chance) -> dt.date:
    return max(first, background.near(chance))
