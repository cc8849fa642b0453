"""Each number in a comment of `playbook plan` against an independent count; a number that nobody knows is an error."""

import html
import re
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction

from playbook_engine.model.canonical import fingerprint
from tests.golden.plan_counts import CONTACTS, TONES, Alarms, Plan, Two

WORDS = {
    "new": "new", "no longer": "no longer", "earlier": "earlier", "later": "later", "firmer": "firmer",
    "firmer tone": "firmer", "softer": "softer", "softer tone": "softer", "in another tone": "other tone",
    "other tone": "other tone", "to or by someone else": "someone else", "needs approval now": "needs approval",
    "need approval now": "needs approval", "needs no approval any more": "no approval",
    "need no approval any more": "no approval", "approved by someone else": "other approver",
    "by another channel": "other channel", "other channel": "other channel", "by another playbook": "other playbook",
    "with other invoices or amounts": "other items", "other invoices or amounts": "other items",
    "with other content": "other content", "other content": "other content",
    "combined otherwise": "combined otherwise",
}  # fmt: skip
"""The words of a comment, and what they stand for in the independent count."""

_PART = re.compile(r"([\d,]+) ([a-z ]+?)(?: by (?:(\d+) to )?(\d+) days?)?(?: \([^)]*\))?")
_MOVED = re.compile(r"([^:]+): (\d+) days? (earlier|later), (\S+) → ([^;]+?)(;.*)?")
_STAYED = re.compile(r"([^:]+): on ([^;]+)(;.*)?")
_ALONE = re.compile(
    r"([^:]+): (new|no longer), [a-z ]+ on ([\d-]+)(?:, tone \w+)?(?:, ([\d–].*? [A-Z]{3}))?(?:, waits.*)?"
)
_ASKS = re.compile(r"asks for (.*) → (.*?)(?:;|$)")


class Comment:
    """A comment, cut into its title, sentences, tables and small print."""

    def __init__(self, text: str) -> None:
        self.sentences: list[str] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.summaries: dict[str, int] = {}
        self.notes: list[str] = []
        section = ""
        for line in text.splitlines():
            if found := re.fullmatch(r"#### (.*)|<details><summary>(.*) \(([\d,]+)\)</summary>", line):
                section = _plain(found[1] or found[2])
                if found[3]:
                    self.summaries[section] = _number(found[3])
            elif line.startswith("- "):
                self.sentences.append(_plain(line[2:]))
            elif line.startswith("|"):
                self.tables.setdefault(section, []).append([_plain(each) for each in line[2:-2].split(" | ")])
            elif line.startswith("<sub>"):
                self.notes.append(_plain(line.removeprefix("<sub>").removesuffix("</sub>")))
            else:
                known = line in {"", "</details>", "<!-- playbook plan -->", "**In short**"}
                assert known or line == "### What changes from before to after", line
        for rows in self.tables.values():
            del rows[:2]


def check(text: str, plan: Plan) -> None:
    """Every number of a comment is what was counted apart, and nothing that was counted is left out."""
    comment = Comment(text)
    for sentence in comment.sentences:
        _one_of(SENTENCES, sentence, plan)
    for note in comment.notes:
        for part in re.split(r"(?<=\.) (?=[A-Z])", note):
            _one_of(NOTES, part, plan)
    assert set(comment.tables) <= set(TABLES), set(comment.tables) - set(TABLES)
    for title, table in TABLES.items():
        table(comment.tables.get(title, []), plan)
    assert comment.summaries == {title: len(comment.tables[title]) for title in comment.summaries}
    _nothing_is_missing(comment, plan)


Claim = Callable[[re.Match[str], Plan], None]


def _one_of(claims: dict[str, Claim], text: str, plan: Plan) -> None:
    for pattern, claim in claims.items():
        if found := re.fullmatch(pattern, text):
            claim(found, plan)
            return
    assert not re.search(r"\d", text), f"nobody counts the numbers in: {text}"


def _heard(found: re.Match[str], plan: Plan) -> None:
    one, other = map(len, plan.messages())
    assert (found[1] == "more") == (other > one)
    assert (_number(found[2]), _number(found[3]), found[4]) == (other, one, _percent(one, other))


def _heard_as_before(found: re.Match[str], plan: Plan) -> None:
    assert (_number(found[1]),) * 2 == tuple(map(len, plan.messages()))


def _pieces(found: re.Match[str], plan: Plan) -> None:
    accounts = {each.act.account for each in plan.changed}
    assert (_number(found[1]), _number(found[2])) == (len(plan.changed), len(accounts))
    assert found[3] == min(each.first_day for each in plan.changed).isoformat()
    _check_parts(found[4], plan.changed, plan)


def _open_on(found: re.Match[str], plan: Plan) -> None:
    assert found[1] == _money(plan.open_on(plan.changed))


def _no_strategic(found: re.Match[str], plan: Plan) -> None:
    assert not _strategic(plan)
    assert _number(found[1]) == sum(tier == "strategic" for tier in plan.tiers.values())


def _some_strategic(found: re.Match[str], plan: Plan) -> None:
    assert _number(found[1]) == sum(tier == "strategic" for tier in plan.tiers.values())
    assert _number(found[2]) == len(_strategic(plan))
    assert _ids(found[3]) == _strategic(plan)


def _firmer(found: re.Match[str], plan: Plan) -> None:
    assert _ids(found[1]) == _firmer_accounts(plan)


def _firmer_accounts(plan: Plan) -> list[str]:
    stiffer = {each.act.account for each in plan.of_kind("firmer")}
    return [
        each
        for each in _strategic(plan)
        if each in stiffer or _place(_firmest(plan, each)[1]) > _place(_firmest(plan, each)[0])
    ]


def _calls_and_tasks(found: re.Match[str], plan: Plan) -> None:
    said = {
        kind: (_number(one), _number(other))
        for other, kind, one in re.findall(r"(\d+) (\w+) instead of (\d+)", found[0])
    }
    counted = {"calls": plan.count("call"), "tasks": plan.count("task")}
    assert said == {kind: count for kind, count in counted.items() if count[0] != count[1]}


def _approve(found: re.Match[str], plan: Plan) -> None:
    assert (_number(found[2]), _number(found[1])) == plan.approvals()


def _guarantee(found: re.Match[str], plan: Plan) -> None:
    assert _ids(found[2]) == _newly(plan.before.guarantees, plan.after.guarantees, found[1])


def _trouble(found: re.Match[str], plan: Plan) -> None:
    assert _ids(found[2]) == _newly(plan.before.troubles, plan.after.troubles, found[1])


def _same_version(found: re.Match[str], plan: Plan) -> None:
    versions = _versions(plan)[found[1]]
    assert versions[0] == versions[1] == _number(found[2])


SENTENCES: dict[str, Claim] = {
    r"Customers hear from us (more|less) often: ([\d,]+) times instead of ([\d,]+) \((.*)\)\.": _heard,
    r"Customers hear from us as often as before: ([\d,]+) times\.": _heard_as_before,
    r"([\d,]+) pieces? of work changes?, for ([\d,]+) customers?, from ([\d-]+) on: (.*)\.": _pieces,
    r"Open on the invoices concerned: (.*)\.": _open_on,
    r"No strategic account is concerned, of (\d+) of the tier strategic\.": _no_strategic,
    r"Of (\d+) strategic accounts, (\d+) (?:is|are) concerned: (.*)\.": _some_strategic,
    r"In a firmer tone than before: (.*)\.": _firmer,
    r"Our people have .* instead of \d+\.": _calls_and_tasks,
    r"Our people are asked to approve ([\d,]+) pieces? of work instead of ([\d,]+)\.": _approve,
    r"The guarantee (\S+) newly stops something, for (.*)\.": _guarantee,
    r"Newly for a person to look at: (.*), for (.*)\.": _trouble,
    r"The playbook (\S+) was changed under the same version, (\d+): cases under way change with it\.": _same_version,
}


def _as_before(found: re.Match[str], plan: Plan) -> None:
    said = {}
    for each in found[1].split("; "):
        label, _, value = re.sub(r" (?=[\d,.]+(?: [A-Z]{3})?$)", "|", each).partition("|")
        said[label] = value
    assert said == {label: after for label, before, after in _figures(plan) if before == after}


def _work_days(found: re.Match[str], plan: Plan) -> None:
    assert _number(found[1]) == plan.work_days()


def _most(found: re.Match[str], plan: Plan) -> None:
    assert _number(found[1]) == min(10, len(set.union(*plan.customers())))


def _book(found: re.Match[str], plan: Plan) -> None:
    assert found[1] == plan.first.isoformat()
    assert (_number(found[2]), _number(found[3])) == (len(plan.names), len(plan.after.open_items))


def _span(found: re.Match[str], plan: Plan) -> None:
    assert (found[1], found[2]) == (plan.first.isoformat(), plan.last.isoformat())
    assert _number(found[3]) == (plan.last - plan.first).days + 1


def _releases(found: re.Match[str], plan: Plan) -> None:
    assert (found[1], found[2]) == tuple(fingerprint(each.release)[:12] for each in (plan.before, plan.after))


NOTES: dict[str, Claim] = {
    r"As before: (.*)\.": _as_before,
    r"Calls and tasks; a day is one of the ([\d,]+) working days\.": _work_days,
    r"The (\d+) who hear from us most often after the change\.": _most,
    r"Book as of ([\d-]+): ([\d,]+) accounts, ([\d,]+) open items\.": _book,
    r"Days ([\d-]+) to ([\d-]+) \((\d+)\)\.": _span,
    r"Releases (\w+) and (\w+)\.": _releases,
}


def _figures(plan: Plan) -> list[tuple[str, str, str]]:
    accounts = set.union(*plan.customers())
    busiest = [max((plan.busiest(each)[side] for each in accounts), default=0) for side in (0, 1)]
    counts: dict[str, Sequence[int]] = {
        "Times customers hear from us": [len(each) for each in plan.messages()],
        "Customers who hear from us": [len(each) for each in plan.customers()],
        "Most times one customer hears from us in 7 days": busiest,
        "Calls": plan.count("call"),
        "Tasks": plan.count("task"),
        "Approvals asked for": plan.approvals(),
        "Pieces of work of every kind": (len(plan.before.acts), len(plan.after.acts)),
    }
    rows = [(label, f"{one:,}", f"{other:,}") for label, (one, other) in counts.items()]
    rows.append(("Times a week for one customer, on average", *plan.weekly()))
    for currency in ("EUR", "GBP", "USD"):
        one, other = plan.asked_for(currency)
        rows.append((f"Asked for in {currency}", _money({currency: one}), _money({currency: other})))
    return rows


def _check_figures(rows: list[list[str]], plan: Plan) -> None:
    expected = {label: (before, after) for label, before, after in _figures(plan) if before != after}
    assert {row[0]: (row[1], row[2]) for row in rows} == expected
    for label, before, after, change in rows:
        if label.startswith("Asked for in"):
            currency = label[-3:]
            one, other = plan.asked_for(currency)
            assert change == ("+" if other > one else "") + _money({currency: other - one})
        elif not label.startswith("Times a week"):
            one, other = _number(before), _number(after)
            assert change == f"{other - one:+,} ({_percent(one, other)})"


def _check_strategic(rows: list[list[str]], plan: Plan) -> None:
    assert [_ids(row[0])[0] for row in rows] == _strategic(plan)
    for name, before, after, said in rows:
        account = _ids(name)[0]
        assert (before, after) == tuple(each or "–" for each in _firmest(plan, account))
        lines = Counter(_line(each) for each in said.split("<br>"))
        assert lines == Counter(_expected(each, plan) for each in plan.changed if each.act.account == account)


def _check_steps(rows: list[list[str]], plan: Plan) -> None:
    def here(playbook: str, step: str) -> list[Two]:
        return [each for each in plan.changed if (each.act.playbook, _shown(each.act.action.step)) == (playbook, step)]

    for playbook, step, before, after, said in rows:
        numbers = [
            sum((each.playbook or "no playbook", _shown(each.action.step)) == (playbook, step) for each in acts)
            for acts in (plan.before.acts, plan.after.acts)
        ]
        assert [_number(before), _number(after)] == numbers
        changes, _, left = said.partition(" to another playbook")
        assert not left
        _check_parts(changes, here(playbook, step), plan)
    named = {(row[0], row[1]) for row in rows}
    assert named == {(each.act.playbook, _shown(each.act.action.step)) for each in plan.changed}


def _check_edited(rows: list[list[str]], plan: Plan) -> None:
    for what, change, before, after in rows:
        if what.startswith("playbook "):
            assert change == "changed under the same version"
            assert (_number(before), _number(after)) == _versions(plan)[what.removeprefix("playbook ")]
        else:
            assert (before.strip(), after.strip()) == ("", "")


def _check_kinds(rows: list[list[str]], plan: Plan) -> None:
    expected = []
    for kind in {each for found in plan.kinds.values() for each in found}:
        some = plan.of_kind(kind)
        accounts = {each.act.account for each in some}
        days = sorted(abs((two.after.day - two.before.day).days) for two in some if two.before and two.after)
        span = f"{days[0]} to {days[-1]}" if days and days[0] != days[-1] else str(days[0]) if days else ""
        expected.append((
            kind, str(len(some)), str(len(accounts)), str(sum(plan.tiers[each] == "strategic" for each in accounts)),
            "<br>".join(_money({currency: minor}) for currency, minor in plan.open_on(some).items()) or "–",
            span if kind in {"earlier", "later"} else "–", min(each.first_day for each in some).isoformat(),
        ))  # fmt: skip
    assert sorted((WORDS[row[0]], *row[1:]) for row in rows) == sorted(expected)


def _check_rows(value: Callable[[object], str]) -> Callable[[list[list[str]], Plan], None]:
    def check_rows(rows: list[list[str]], plan: Plan) -> None:
        expected = []
        names = {value(each) for acts in (plan.before.acts, plan.after.acts) for each in acts}
        for name in names:
            sides = [[two for two in plan.all if two[side] and value(two[side]) == name] for side in (0, 1)]
            numbers = [
                sum(two.before is None for two in sides[1]),
                sum(two.after is None for two in sides[0]),
                sum(two.before is not None and value(two.before) != name for two in sides[1]),
                sum(two.after is not None and value(two.after) != name for two in sides[0]),
                sum(two.before is not None and bool(plan.kinds[id(two)]) for two in sides[1]),
            ]
            if any(numbers):
                expected.append([name or "none", *map(str, (len(sides[0]), len(sides[1]), *numbers))])
        assert sorted(rows) == sorted(expected)

    return check_rows


def _check_people(rows: list[list[str]], plan: Plan) -> None:
    acts = (*plan.before.acts, *plan.after.acts)
    named = {(each.action.assign or each.collector).partition(" <")[0] for each in acts}
    expected = []
    for person in sorted(named):
        work = plan.work(person)
        if any(one != other for one, other in work.values()):
            days = [_two_places(work["call"][side] + work["task"][side], plan.work_days()) for side in (0, 1)]
            expected.append(
                [person, *map(str, work["call"]), *map(str, work["task"]), *days, *map(str, work["busiest"])]
            )
    assert sorted(rows) == expected


def _check_approvers(rows: list[list[str]], plan: Plan) -> None:
    roles = {each.action.approval_by for acts in (plan.before.acts, plan.after.acts) for each in acts} - {""}
    expected = []
    for role in sorted(roles):
        days = [
            Counter(each.day for each in acts if each.action.approval_by == role and "/also" not in each.action.step
                    and each.action.state == "needs approval")
            for acts in (plan.before.acts, plan.after.acts)
        ]  # fmt: skip
        most = [max(each.values(), default=0) for each in days]
        if plan.approvals(role)[0] != plan.approvals(role)[1] or most[0] != most[1]:
            expected.append([role, *map(str, plan.approvals(role)), *map(str, most)])
    assert rows == expected


def _check_contacted(rows: list[list[str]], plan: Plan) -> None:
    def numbers(account: str) -> tuple[int, ...]:
        one, other = plan.messages(account)
        return len(one), len(other), *plan.busiest(account)

    accounts = set.union(*plan.customers())
    order = sorted(accounts, key=lambda each: (-numbers(each)[1], -numbers(each)[3], each))[:10]
    assert [_ids(row[0])[0] for row in rows] == order
    for row in rows:
        account = _ids(row[0])[0]
        assert row[1] == (plan.tiers[account] or "–")
        assert tuple(map(_number, row[2:])) == numbers(account)


def _check_alarms(field: str) -> Callable[[list[list[str]], Plan], None]:
    def check_alarms(rows: list[list[str]], plan: Plan) -> None:
        one, other = getattr(plan.before, field), getattr(plan.after, field)
        expected = []
        for name in sorted(one.keys() | other.keys()):
            news, gone = _newly(one, other, name), _newly(other, one, name)
            if news or gone:
                days = [day for side in (one, other) for day, _ in side.get(name, {}).values()]
                numbers = [str(len(side.get(name, {}))) for side in (one, other)]
                expected.append([name, *numbers, news, gone, min(days).isoformat()])
        assert [[*row[:3], _ids(row[3]), _ids(row[4]), row[5]] for row in rows] == expected

    return check_alarms


def _check_changes(rows: list[list[str]], plan: Plan) -> None:
    said = Counter((_ids(name)[0], _line(line)) for name, line in rows)
    assert said == Counter((each.act.account, _expected(each, plan)) for each in plan.changed)


TABLES: dict[str, Callable[[list[list[str]], Plan], None]] = {
    "Before and after": _check_figures,
    "Strategic accounts": _check_strategic,
    "Step by step": _check_steps,
    "What was edited": _check_edited,
    "By kind of change": _check_kinds,
    "By playbook": _check_rows(lambda act: getattr(act, "playbook")),  # noqa: B009 - an act of either side
    "By tier": _check_rows(lambda act: getattr(act, "tier")),  # noqa: B009
    "By country": _check_rows(lambda act: getattr(act, "country")),  # noqa: B009
    "Work for our people": _check_people,
    "What people are asked to approve": _check_approvers,
    "Customers who hear from us most": _check_contacted,
    "Guarantees that stop something": _check_alarms("guarantees"),
    "What a person has to look at": _check_alarms("troubles"),
    "Every change": _check_changes,
}


def _nothing_is_missing(comment: Comment, plan: Plan) -> None:
    """What is to be said is said: a comment that leaves out a sentence has no wrong number."""
    text = "\n".join(comment.sentences)
    one, other = plan.approvals()
    assert ("asked to approve" in text) == (one != other)
    assert ("In a firmer tone than before" in text) == bool(_firmer_accounts(plan))
    assert ("calls instead" in text) == (plan.count("call")[0] != plan.count("call")[1])
    assert ("tasks instead" in text) == (plan.count("task")[0] != plan.count("task")[1])
    for name in plan.after.guarantees:
        news = _newly(plan.before.guarantees, plan.after.guarantees, name)
        assert (f"The guarantee {name} newly" in text) == bool(news)
    assert "As before:" in "\n".join(comment.notes)


def _check_parts(said: str, changes: list[Two], plan: Plan) -> None:
    """`3 new, 5 earlier by 2 to 6 days` of some changes."""
    found = {}
    for part in re.split(r", (?=\d)", said):
        match = _PART.fullmatch(part)
        assert match, part
        found[WORDS[match[2]]] = (_number(match[1]), match[3], match[4])
    expected = {}
    for kind in {kind for each in changes for kind in plan.kinds[id(each)]}:
        some = [each for each in changes if kind in plan.kinds[id(each)]]
        days = sorted(abs((two.after.day - two.before.day).days) for two in some if two.before and two.after)
        moved = kind in {"earlier", "later"}
        least = str(days[0]) if moved and days[0] != days[-1] else None
        expected[kind] = (len(some), least, str(days[-1]) if moved else None)
    assert found == expected


Line = tuple[str, str, str, int, str, str]
"""A change of one piece of work: step, day before, day after, days moved, money before, money after."""


def _line(said: str) -> Line:
    if found := _MOVED.fullmatch(said):
        asks = _ASKS.search(found[6] or "")
        days = int(found[2]) * (1 if found[3] == "later" else -1)
        return found[1], found[4], found[5], days, asks[1] if asks else "", asks[2] if asks else ""
    if found := _ALONE.fullmatch(said):
        new = found[2] == "new"
        before, after = ("", found[3]) if new else (found[3], "")
        return found[1], before, after, 0, "" if new else found[4] or "", (found[4] or "") if new else ""
    found = _STAYED.fullmatch(said)
    assert found, said
    asks = _ASKS.search(found[3] or "")
    return found[1], found[2], found[2], 0, asks[1] if asks else "", asks[2] if asks else ""


def _expected(two: Two, plan: Plan) -> Line:
    one, other = two
    alone = one is None or other is None
    told = alone or "other items" in plan.kinds[id(two)]
    money = [
        _money({each.currency: each.minor for each in act.action.totals}) if told and act and act.action.totals else ""
        for act in two
    ]
    if told and not alone:
        money = [each or "–" for each in money]
    days = (other.day - one.day).days if one and other else 0
    dates = [act.day.isoformat() if act else "" for act in two]
    return _shown(two.act.action.step), dates[0], dates[1], days, money[0], money[1]


def _strategic(plan: Plan) -> list[str]:
    return sorted({each.act.account for each in plan.changed if plan.tiers[each.act.account] == "strategic"})


def _firmest(plan: Plan, account: str) -> tuple[str, str]:
    found = [
        max(
            (each.action.tone for each in acts if each.account == account and each.action.kind in CONTACTS),
            key=_place,
            default="",
        )
        for acts in (plan.before.acts, plan.after.acts)
    ]
    return found[0], found[1]


def _newly(before: Alarms, after: Alarms, name: str) -> list[str]:
    return sorted({account for case, (_, account) in after.get(name, {}).items() if case not in before.get(name, {})})


def _versions(plan: Plan) -> dict[str, tuple[int, int]]:
    before = {each.name: each.version for each in plan.before.release.playbooks}
    return {each.name: (before[each.name], each.version) for each in plan.after.release.playbooks}


def _ids(text: str) -> list[str]:
    """The accounts that a text names; more than ten would be named in part, which the sample book has not."""
    return sorted(re.findall(r"\((A-\d+)\)", text))


def _place(tone: str) -> int:
    return TONES.index(tone) if tone in TONES else -1


def _shown(step: str) -> str:
    return re.sub(r"/also\d+", " (what comes with it)", step)


def _money(sums: dict[str, int]) -> str:
    shown = [f"{minor / 100:,.2f} {currency}" for currency, minor in sorted(sums.items()) if minor]
    return " and ".join(each for each in (", ".join(shown[:-1]), *shown[-1:]) if each) or "–"


def _percent(before: int, after: int) -> str:
    tenths = int(abs(Fraction(after - before, before)) * 1000 + Fraction(1, 2))
    return f"{'+' if after > before else '-'}{tenths // 10}.{tenths % 10}%"


def _two_places(count: int, days: int) -> str:
    hundredths = int(Fraction(count * 100, days) + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02}"


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _plain(text: str) -> str:
    """Without the marks that keep a name from being Markdown."""
    return re.sub(r"\\(.)", r"\1", html.unescape(re.sub(r"<!-- -->", "", text))).strip()
