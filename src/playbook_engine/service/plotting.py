"""The plots of what was decided for a book over some days: which there are, and each by its name."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import partial

import msgspec

from playbook_engine.model.book import Book
from playbook_engine.model.decision import Decision
from playbook_engine.model.release import Release
from playbook_engine.model.units import unit_of
from playbook_engine.service.wrong_use import WrongUse, unknown
from playbook_engine.simulation.acts import Act, acts_of
from playbook_engine.simulation.plot_looks import Spec
from playbook_engine.simulation.plot_timeline import timeline
from playbook_engine.simulation.plots import PLOTS, ageing, calendar, compared, funnel

Plots = Mapping[str, Callable[[], Spec]]
"""Plots by name, each made when it is wanted."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What plots are drawn from; `book` has the records of the days, `other` what `acts` are compared with.

    `names` are of the other acts and of these; `account` is the one whose timeline is drawn.
    """

    release: Release
    book: Book
    acts: tuple[Act, ...]
    first: dt.date
    last: dt.date
    account: str = ""
    other: tuple[Act, ...] | None = None
    names: tuple[str, str] = ("before", "after")
    title: str = ""

    def plots(self, *names: str) -> Plots:
        """The plots that can be drawn of this, or those of some names among them."""
        left_out = {"timeline" if not self.account else "", "compared" if self.other is None else ""}
        return {name: partial(self.plot, name) for name in names or PLOTS if name not in left_out}

    def plot(self, name: str) -> Spec:
        """One plot. Raises WrongUse where there is none of that name, or it needs an account or another side."""
        tones = self.release.organisation.tones
        match name:
            case "calendar":
                return calendar(self.acts, self.first, self.last, tones)
            case "funnel":
                return funnel(self.acts, self.release.playbooks[: self.release.current], tones)
            case "ageing":
                return ageing(self.book.units, self.first, self.last)
            case "timeline":
                return self._timeline()
            case "compared":
                return self._compared()
            case _:
                raise unknown("plot", name, PLOTS, f"there are {', '.join(PLOTS)}")

    def _timeline(self) -> Spec:
        if not self.account:
            raise WrongUse("the plot `timeline` is of one account", "add `--account ID`")
        unit = unit_of(self.book, self.account)
        if unit is None:
            raise unknown("account", self.account, [each.id for all_of in self.book.units for each in all_of.accounts])
        return timeline(unit, self.acts, self.account, self.first, self.last, self.release.organisation.tones)

    def _compared(self) -> Spec:
        if self.other is None:
            raise WrongUse("there is nothing to compare with", "draw another plot")
        one, other = self.names
        return compared((one, self.other), (other, self.acts), self.first, self.last, self.title)


def acts_in(book: Book, decisions: Iterable[Decision]) -> tuple[Act, ...]:
    """The actions of decisions about accounts of a book, in the order of the decisions."""
    units = {account.id: unit for unit in book.units for account in unit.accounts}
    return tuple(act for each in decisions for act in acts_of(units[each.account], [each]))
