"""A release written as a folder of files, as an author would write it."""

from collections.abc import Iterator
from typing import Any, assert_never

from playbook_engine.language.phrases.calendars import hours_text
from playbook_engine.language.phrases.days import days_text
from playbook_engine.language.phrases.listing import items_text
from playbook_engine.language.phrases.people import recipient_text
from playbook_engine.language.phrases.schedule import clause_text
from playbook_engine.language.phrases.written import comparison_phrases
from playbook_engine.model.condition import ALWAYS, All, AnyOf, Condition, Named, Not, Test, tests_of
from playbook_engine.model.facts import RECORD_FACTS, Fact
from playbook_engine.model.organisation import (
    Aggregate,
    Arithmetic,
    Derived,
    LookUp,
    Organisation,
    OwnFact,
    Role,
    Score,
    Table,
)
from playbook_engine.model.playbook import (
    CONTACT_KINDS,
    Calendar,
    Choice,
    Exhausted,
    Guarantee,
    Hold,
    Limit,
    Playbook,
    Step,
    Stops,
    Work,
)
from playbook_engine.model.release import Release, catalogue_of

Written = dict[str, Any]
"""A mapping as it stands in a file: texts, lists and mappings."""

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_AGGREGATES = {
    "count": "count",
    "sum": "sum_of",
    "max": "max_of",
    "min": "min_of",
    "earliest": "earliest",
    "latest": "latest",
}


def folder(release: Release) -> dict[str, bytes]:
    """The files of the current versions by path."""
    files = {path: yaml_of(written) for path, written in documents(release).items()}
    for each in release.templates:
        files[f"templates/{each.name}/{each.language}.liquid"] = (
            f"---\nsubject: {each.subject}\n---\n{each.body}".encode()
        )
    return files


def documents(release: Release) -> dict[str, Written]:
    """The YAML files as data."""
    writer = _Writer(release)
    playbooks = {f"{each.name}.yaml": writer.playbook(each) for each in release.playbooks[: release.current]}
    return {"organisation.yaml": writer.organisation(release.organisation), **playbooks}


def yaml_of(written: Written) -> bytes:
    """A mapping as YAML with plain scalars."""
    return ("\n".join(_lines(written, 0)) + "\n").encode()


def _lines(value: Any, indent: int) -> Iterator[str]:
    pad = " " * indent
    for key, each in value.items():
        if isinstance(each, dict) and each:
            yield f"{pad}{key}:"
            yield from _lines(each, indent + 2)
        elif isinstance(each, list) and each and not all(isinstance(one, str) for one in each):
            yield f"{pad}{key}:"
            for one in each:
                yield f"{pad}  - {_flow(one)}"
        else:
            yield f"{pad}{key}: {_flow(each)}"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value)


def _short(**fields: Any) -> Written:
    """The keys that say something."""
    return {key.rstrip("_"): each for key, each in fields.items() if each not in (None, "", [], {}, ())}


def _one_or_list(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


class _Writer:
    """Writes the parts of one release."""

    def __init__(self, release: Release) -> None:
        self.facts = {**catalogue_of(release.organisation), **RECORD_FACTS}
        self.tones = release.organisation.tones
        self.regions = tuple(each.region for each in release.closed_days)
        self.segments: dict[str, Condition] = {}

    def organisation(self, found: Organisation) -> Written:
        """The organisation file; playbooks are written before it where segments are named."""
        written = _short(
            organisation=found.name,
            base_currency=found.base_currency,
            time_zone=found.time_zone,
            language=found.language,
            playbooks=list(found.playbooks),
            tones=list(found.tones),
            roles={each.name: _person(each) for each in found.roles},
            calendars={"house": _calendar(found.calendar)} if found.calendar else {},
            work_calendar=_calendar(found.work_calendar),
            calendar="house" if found.calendar else "",
            countries=list(self.regions),
            closed_days=list(found.closed_days),
            freshness={source: days_text(days) for source, days in found.freshness},
            facts={each.fact.name: _own_fact(each) for each in found.own_facts},
            derived={each.fact.name: self._derived(each) for each in found.derived},
            required=[name for name in found.required if ".x." not in name],
            tables={each.name: self._table(each) for each in found.tables},
            **self._rules(found),
        )
        return {**written, **_short(segments={name: self.condition(part) for name, part in self._named().items()})}

    def _named(self) -> dict[str, Condition]:
        return dict(self.segments)

    def playbook(self, found: Playbook) -> Written:
        """A playbook file."""
        effective = _short(from_=found.effective_from, until=found.effective_until)
        return _short(
            playbook=found.name,
            version=str(found.version),
            title=found.title,
            owner=found.owner,
            effective=effective,
            segment=_short(when=self._when(found.when), stays=found.stays),
            chase="yes" if found.chase else "no",
            because=found.because,
            follow=found.follow,
            currencies=found.currencies,
            amount=found.amount,
            grace=days_text(found.grace) if found.grace else "",
            when_anchor_changes=found.when_anchor_changes,
            reopened=found.reopened,
            catch_up=found.catch_up,
            combine=found.combine,
            in_flight=found.in_flight,
            calendar=_calendar(found.calendar),
            from_=found.sender,
            values=dict(found.values),
            cadence=[self._step(each) for each in found.cadence],
            exhausted=[self._end(each) for each in found.exhausted],
            alongside=[self._beside(each) for each in found.alongside],
            **self._rules(found),
        )

    def _rules(self, found: Organisation | Playbook) -> Written:
        return _short(
            holds=[self._hold(each) for each in found.holds],
            limits=[_limit(each) for each in found.limits],
            guarantees=[self._guarantee(each) for each in found.guarantees],
        )

    def _step(self, found: Step) -> Written:
        return _short(
            step=found.name,
            was=list(found.was),
            at=[clause_text(each) for each in found.at],
            **self._work(found.work),
            when=self._when(found.when),
            otherwise="" if found.otherwise == "skip" and found.when == ALWAYS else found.otherwise,
            approval=_approval(found),
            also=[self._work(each) for each in found.also],
            repeat=_repeat(found),
        )

    def _beside(self, found: Step) -> Written:
        return {**self._step(found), "each": "item" if found.each_item else "case", "once_per": found.once_per}

    def _end(self, found: Exhausted) -> Written:
        return _short(
            name=found.name, after=days_text(found.after), when=self._when(found.when), **self._work(found.work)
        )

    def _work(self, found: Work) -> Written:
        items: Any = items_text(found.items) or self.condition(found.items.when)
        return _short(
            do=_one_or_list(list(found.do)),
            tone=_choice(found.tone),
            template=_choice(found.template),
            to=[recipient_text(each) for each in found.to],
            cc=[recipient_text(each) for each in found.cc],
            items=items,
            attach=list(found.attach),
            pay_by=days_text(found.pay_by) if found.pay_by is not None else "",
            assign=_choice(found.assign),
            priority="" if found.priority == "normal" and "task" not in found.do else found.priority,
            title=found.title,
            set=found.set,
        )

    def _hold(self, found: Hold) -> Written:
        return _short(
            hold=found.name,
            when=self.condition(found.when),
            covers=found.covers,
            clock=found.clock,
            grace=days_text(found.grace) if found.grace else "",
            stops=self._part(found.stops),
            instead=self._work(found.instead) if found.instead else {},
        )

    def _guarantee(self, found: Guarantee) -> Written:
        unless = f"approved by {found.unless_approved_by}" if found.unless_approved_by else ""
        return _short(guarantee=found.name, never=self._part(found.never), when=self._when(found.when), unless=unless)

    def _part(self, found: Stops | None) -> Written:
        if found is None:
            return {}
        return _short(
            do=["any contact"] if found.kinds == CONTACT_KINDS else list(found.kinds), tone=self._tones(found)
        )

    def _tones(self, found: Stops) -> list[str]:
        count = len(found.tones)
        if count > 1 and found.tones == self.tones[-count:]:
            return [f"{found.tones[0]} or stronger"]
        if count > 1 and found.tones == self.tones[:count]:
            return [f"{found.tones[-1]} or softer"]
        return list(found.tones)

    def _derived(self, found: Derived) -> Written:
        return {**self._way(found), "type": found.fact.kind, "sentence": found.fact.sentence}

    def _way(self, found: Derived) -> Written:
        match found.by:
            case Aggregate(operation=operation, collection=collection, value=value, where=where, days=days):
                within = days_text(days) if days else ""
                return _short(**{_AGGREGATES[operation]: value or collection}, where=self._when(where), in_last=within)
            case Arithmetic(operation=operation, facts=facts):
                return {operation.replace(" ", "_"): list(facts)}
            case LookUp(table=table):
                return {"look_up": table}
            case Score(points=points):
                return {"score": [{"points": str(count), "when": self.condition(when)} for when, count in points]}
            case _:
                assert_never(found.by)

    def _table(self, found: Table) -> Written:
        columns = list(dict.fromkeys(test.fact for when, _ in found.rows for test in tests_of(when)))
        rows = [[*(self._cell(when, column) for column in columns), value] for when, value in found.rows]
        return _short(columns=columns, rows=rows, otherwise=found.otherwise)

    def _cell(self, when: Condition, column: str) -> Any:
        return next((self._phrase(test) for test in tests_of(when) if test.fact == column), "any")

    def _when(self, found: Condition) -> Any:
        return {} if found == ALWAYS else self.condition(found)

    def condition(self, found: Condition) -> Any:
        """A condition as mappings and lists."""
        match found:
            case Test():
                return {found.fact: self._phrase(found)}
            case All(parts):
                return {"all": [self.condition(part) for part in parts]}
            case AnyOf(parts):
                return {"any": [self.condition(part) for part in parts]}
            case Not(part):
                return {"not": self.condition(part)}
            case Named(name, part):
                self.segments[name] = part
                return {"segment": name}
            case _:
                assert_never(found)

    def _phrase(self, test: Test) -> Any:
        return _one_or_list(list(comparison_phrases(test.predicate, self._fact(test.fact))))

    def _fact(self, name: str) -> Fact:
        return self.facts[name]


def _person(role: Role) -> str:
    return f"account.{role.field}" if role.field else role.person


def _own_fact(found: OwnFact) -> Written:
    fact = found.fact
    required = "yes" if found.required else "no"
    return _short(type=fact.kind, sentence=fact.sentence, values=list(fact.values), unit=fact.unit, required=required)


def _calendar(found: Calendar | None) -> Written:
    if found is None:
        return {}
    return _short(
        hours=hours_text(found.opens, found.closes),
        weekdays=_weekdays(found.weekdays),
        holidays=found.holidays or "none",
        closed=found.closed,
    )


def _weekdays(days: tuple[int, ...]) -> list[str]:
    if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):
        return [f"{_DAYS[days[0]]} to {_DAYS[days[-1]]}"]
    return [_DAYS[day] for day in days]


def _limit(found: Limit) -> Written:
    return {"contacts": str(found.contacts), "in": days_text(found.days), "per": found.per}


def _choice(found: Choice | None) -> str:
    if found is None:
        return ""
    return f"by table {found.table}" if found.table else found.value


def _approval(found: Step) -> Written:
    rule = found.approval
    if rule is None:
        return {}
    return _short(
        by=rule.by, expires=days_text(rule.expires) if rule.expires is not None else "", if_refused=rule.if_refused
    )


def _repeat(found: Step) -> Written:
    rule = found.repeat
    if rule is None:
        return {}
    return {"every": days_text(rule.every), "times": "until paid" if rule.times is None else str(rule.times)}
