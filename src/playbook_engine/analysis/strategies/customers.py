"""Accounts and their contacts."""

from playbook_engine.analysis.strategies import pools
from playbook_engine.analysis.strategies.background import Background
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.model.book import Account, Channel, Contact
from playbook_engine.model.money import Money
from playbook_engine.model.playbook import CONTACT_KINDS

_ZONES = (None, None, None, "America/New_York", "Asia/Tokyo")


def account_for(background: Background, name: str, payer: str | None, chance: Chance) -> Account:
    """An account whose fields lie at or beside what conditions ask for; any of them may be missing."""
    constants = background.constants

    def text(field: str) -> str | None:
        part = chance.part(field)
        return constants.text(f"account.{field}", part) if part.percent(85) else None

    def money(field: str) -> Money | None:
        part = chance.part(field)
        return Money(constants.amount(part), part.pick(pools.CURRENCIES)) if part.percent(60) else None

    return Account(
        id=name,
        name=text("name") or "",
        parent=text("parent"),
        payer=payer,
        tier=text("tier"),
        country=text("country"),
        language=text("language"),
        time_zone=chance.pick(_ZONES),
        status=text("status"),
        owner=text("owner"),
        collector=text("collector"),
        renewal_date=background.near(chance.part("renewal")) if chance.percent(80) else None,
        customer_since=background.ago(chance.part("since")) if chance.percent(80) else None,
        terms_days=constants.distance(chance.part("terms")) if chance.percent(80) else None,
        arr=money("arr"),
        credit_limit=money("credit_limit"),
        postal_address="1 Main Street" if chance.percent(30) else None,
        tags=chance.some(constants.tags, 0, 2) if chance.percent(45) else (),
        x=background.own("account", chance.part("x")),
    )


def contacts_for(background: Background, account: str, chance: Chance) -> tuple[Contact, ...]:
    """None to three contacts, each reachable on some channels, on all or on none."""
    count = 0 if chance.percent(7) else chance.pick((1, 2, 2, 3))
    return tuple(_contact(background, account, number, chance.part(number)) for number in range(count))


def _contact(background: Background, account: str, number: int, chance: Chance) -> Contact:
    name = f"{account}-c{number + 1}"
    return Contact(
        id=name,
        account=account,
        name=f"Person {number + 1}",
        role=chance.pick(("", *pools.CONTACT_ROLES, "billing")),
        primary=chance.percent(30),
        language=chance.pick((None, *pools.LANGUAGES)),
        email=f"{name}@example.com" if chance.percent(88) else None,
        phone="+49 30 1234" if chance.percent(75) else None,
        postal_address="2 Side Street" if chance.percent(60) else None,
        opted_out=_channels(chance.part("opted out")),
        bounced=_channels(chance.part("bounced")),
        x=background.own("contact", chance.part("x")),
    )


def _channels(chance: Chance) -> tuple[Channel, ...]:
    channels: tuple[Channel, ...] = ("email", "letter", "sms", "call")
    assert set(channels) == set(CONTACT_KINDS)
    return tuple(sorted(chance.some(channels, 1, 2))) if chance.percent(12) else ()
