"""Which playbook takes each open item (rules 10, 34 and 35)."""

from collections.abc import Callable
from functools import partial
from itertools import groupby

from playbook_engine.engine.dispatch import First, FirstMatch
from playbook_engine.engine.ledger import OpenItem
from playbook_engine.engine.plans import Plan, Rules
from playbook_engine.engine.progress import ends
from playbook_engine.engine.scope import Scope
from playbook_engine.engine.state import World
from playbook_engine.engine.walking import Unknown
from playbook_engine.model.book import Account
from playbook_engine.model.decision import Reason
from playbook_engine.model.money import MissingRate


class Left:
    """An item that no playbook takes, and why."""

    __slots__ = ("by", "reason")

    def __init__(self, reason: Reason, by: str = "") -> None:
        self.reason = reason
        self.by = by


class _Run:
    """Neighbours in the order of playbooks that see accounts alike: their segments are one compiled function."""

    __slots__ = ("family", "first", "net", "plans", "view")

    def __init__(self, plans: list[Plan]) -> None:
        self.plans = plans
        self.view = plans[0].view
        self.net = self.view.basis == "net"
        self.family = plans[0].playbook.follow == "family"
        self.first = FirstMatch([plan.playbook.when for plan in plans], plans[0].catalogue)


def _nobody(item: OpenItem) -> Left:
    return Left("uncovered" if item.net > 0 else "covered by credit")


class Assigner:
    """Gives each item to the first playbook whose segment matches."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._runs = [
            _Run(list(plans))
            for _, plans in groupby(
                rules.current, key=lambda plan: (plan.view.number, plan.playbook.follow == "family")
            )
        ]
        self._with_memory = rules.has_older or any(
            plan.playbook.stays == "until paid" or not plan.always_effective for plan in rules.current
        )

    def for_account(
        self, account: Account, payer: Account, world: World, payers: World
    ) -> Callable[[OpenItem], "Plan | Left"]:
        """A function that gives each item of an account to a plan, or says why none takes it.

        `payers` is the unit on the payer's day, by which playbooks that follow families judge (rules 1 and 7c).
        """
        careful = partial(self._checked, account=account, payer=payer, world=world, payers=payers)
        if self._with_memory or self._rules.required:
            return careful
        try:
            runs = [
                self._prepared(run, payer, payers) if run.family else self._prepared(run, account, world)
                for run in self._runs
            ]
        except MissingRate:
            return careful

        def quick(item: OpenItem) -> Plan | Left:
            try:
                for run, scope, chain in runs:
                    if (item.net if run.net else item.gross) > 0:
                        scope.item = item
                        number = chain(scope)
                        if number >= 0:
                            return run.plans[number]
            except MissingRate:
                return careful(item)
            return _nobody(item)

        return quick

    @staticmethod
    def _prepared(run: _Run, who: Account, world: World) -> tuple[_Run, Scope, First]:
        scope = Scope(world, world.view(who, run.view))
        return run, scope, run.first.of_account(scope)

    def _checked(self, item: OpenItem, account: Account, payer: Account, world: World, payers: World) -> Plan | Left:
        lacking = self._lacking(item, account, world) if self._rules.required else None
        return Left("missing fact", lacking) if lacking else self._careful(item, account, payer, world, payers)

    def _careful(self, item: OpenItem, account: Account, payer: Account, world: World, payers: World) -> Plan | Left:
        member = world.history.members.get(item.id)
        for plan in self._rules.current:
            followed = self._version(plan, item, world)
            if getattr(item, followed.view.basis) <= 0:
                continue
            if member and member.playbook == plan.name and followed.playbook.stays == "until paid":
                return followed
        for plan in self._rules.current:
            followed = self._version(plan, item, world)
            if getattr(item, followed.view.basis) <= 0:
                continue
            family = followed.playbook.follow == "family"
            who, where = (payer, payers) if family else (account, world)
            first, last = followed.effective
            if not first <= where.day <= last and not (member and member.playbook == plan.name):
                continue
            try:
                if followed.segment(Scope(where, where.view(who, followed.view), item=item)):
                    return followed
            except Unknown as unknown:
                return Left("missing rate", unknown.pair)
        return _nobody(item)

    def _version(self, plan: Plan, item: OpenItem, world: World) -> Plan:
        """The version that an item follows: that of the first touch that ended a step of it (rule 35)."""
        if not self._rules.has_older or plan.playbook.in_flight == "move":
            return plan
        for mark in world.history.listing(item.id):
            if mark.touch.playbook != plan.name:
                continue
            pinned = self._rules.versions.get((plan.name, mark.touch.version), plan)
            if ends(mark, pinned):
                return pinned
        return plan

    def _lacking(self, item: OpenItem, account: Account, world: World) -> str | None:
        """The first required fact that is missing."""
        scope = Scope(world, world.view(account, self._rules.neutral.view), item=item)
        for name in self._rules.required:
            try:
                if self._rules.neutral.catalogue.read(name)(scope) is None:
                    return name
            except MissingRate:
                continue
        return None
