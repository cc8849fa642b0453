"""Keys of work, steps and rules alongside."""

from playbook_engine.language.keys.kinds import (
    DAYS,
    Conditions,
    Either,
    Enum,
    Keys,
    ListOf,
    Name,
    Part,
    Phrase,
    Refer,
    Text,
    key,
)
from playbook_engine.model.playbook import ACTION_KINDS

_WORK = (
    key(
        "do",
        ListOf(Enum(ACTION_KINDS), single=True),
        "what is to be done; a list is an order of preference: the first that can reach somebody",
        "do: [letter, email]",
        required=True,
        dated="no postal address is known: the email goes",
    ),
    key(
        "tone",
        Refer("tone", by_table=True),
        "how the message sounds, of the organisation's tones; or what a table says",
        "tone: by table tone-by-tier",
    ),
    key(
        "template",
        Refer("template", by_table=True),
        "the text of the message, of the folder `templates`; or what a table says",
        "template: first-notice",
    ),
    key(
        "to",
        ListOf(Phrase("recipient"), single=True),
        "who gets it; a list is an order of preference",
        "to: [billing contact, any contact]",
        absent="whichever contact can be reached, the primary one first",
    ),
    key(
        "cc",
        ListOf(Phrase("recipient"), single=True),
        "who gets a copy; copies to our own people are no contact",
        "cc: relationship owner",
    ),
    key(
        "items",
        Either(Phrase("items"), Conditions()),
        "what the message lists and asks for",
        "items: due within 7 days",
        default="overdue",
        dated="on 2026-03-10 lists what was due by 2026-03-17",
    ),
    key(
        "attach",
        ListOf(Enum(("invoices", "statement")), single=True),
        "what goes with the message",
        "attach: [invoices, statement]",
    ),
    key(
        "pay_by",
        DAYS,
        "a new date that the message asks for, counted from the day it goes; later steps may count from it",
        "pay_by: 10 days",
        dated="sent on 2026-03-10: asks for payment by 2026-03-20",
    ),
    key(
        "assign",
        Refer("role", by_table=True),
        "who on our side does it; or what a table says",
        "assign: collector",
    ),
    key(
        "priority",
        Enum(("low", "normal", "high")),
        "how urgent a task is",
        "priority: high",
        default="normal",
    ),
    key("title", Text(), "what a task or note says", "title: Decide on credit hold"),
    key("set", Text(), "the status that `do: status` sets", "set: credit hold"),
)

_STEP = (
    key(
        "step",
        Name(),
        "the step's name, once in a playbook; touches remember it",
        "step: first-notice",
        required=True,
    ),
    key(
        "was",
        ListOf(Name(), single=True),
        "earlier names of a renamed step, so that nothing goes out twice",
        "was: reminder-1",
    ),
    key(
        "at",
        ListOf(Phrase("schedule"), single=True),
        "the day on which it is reached; of a list the latest; left out: as soon as `when` holds",
        "at: 3 business days after due",
        dated="due on Friday 2026-03-06: reached on Wednesday 2026-03-11",
    ),
    *_WORK,
    key(
        "when",
        Conditions(),
        "the step goes only while this holds, judged on the day",
        "when: {case.balance: at least 5000 EUR}",
        dated="the balance is 4999.99 EUR on 2026-03-10: nothing goes",
    ),
    key(
        "otherwise",
        Enum(("skip", "wait", "previous step")),
        "while `when` is false a reached step gives way, holds up what follows, or sends the step below",
        "otherwise: wait",
        default="skip",
        dated="false on 2026-03-10: no later step goes before it is true",
    ),
    key(
        "approval",
        Part("approval"),
        "a person has to agree before it goes",
        "approval: {by: relationship owner, expires: 4 days}",
    ),
    key(
        "also",
        ListOf(Part("work"), single=True),
        "internal work that goes with the step",
        "also: {do: status, set: credit hold}",
    ),
    key("repeat", Part("repeat"), "the step goes again", "repeat: {every: 14 days, times: 3}"),
)

_ALONGSIDE = (
    *_STEP,
    key(
        "each",
        Enum(("item", "case")),
        "`item`: once for every item of the case, with that item's own dates",
        "each: item",
        default="case",
        dated="two items, due 2026-03-10 and 2026-03-17: one message on 2026-03-03, one on 2026-03-10",
    ),
    key(
        "once_per",
        Enum(("anchor", "episode")),
        "how often: once for the case's anchor, or once an unbroken run of overdue days",
        "once_per: episode",
        default="anchor",
    ),
)

STEP = Keys(name="step", one="a step", sentence="One step of the ladder.", keys=_STEP)

ALONGSIDE = Keys(name="alongside", one="a rule alongside", sentence="One rule beside the ladder.", keys=_ALONGSIDE)

WORK = Keys(name="work", one="`also` or `instead`", sentence="One piece of work.", keys=_WORK)

APPROVAL = Keys(
    name="approval",
    one="an approval",
    sentence="Who has to agree before an action goes.",
    keys=(
        key("by", Refer("role"), "who agrees", "by: relationship owner", required=True),
        key(
            "expires",
            DAYS,
            "working days without an answer after which it lapses",
            "expires: 4 days",
            absent="never",
            dated="asked on Friday 2026-03-06: lapses after Thursday 2026-03-12",
        ),
        key(
            "if_refused",
            Enum(("pass", "again")),
            "after a refusal: the step is passed, or asked anew",
            "if_refused: again",
            default="pass",
        ),
    ),
)

REPEAT = Keys(
    name="repeat",
    one="a repeat",
    sentence="A step goes again.",
    keys=(
        key("every", DAYS, "days from one to the next", "every: 14 days", required=True),
        key(
            "times",
            Phrase("times"),
            "how many further ones, or `until paid`",
            "times: 3",
            required=True,
            dated="first on 2026-03-02, every 14 days: again on 2026-03-16, 2026-03-30 and 2026-04-13",
        ),
    ),
)

EXHAUSTED = Keys(
    name="exhausted",
    one="`exhausted`",
    sentence="What happens when the ladder has come to its end.",
    keys=(
        key(
            "name",
            Name(),
            "a name for it, once in a playbook",
            "name: agency",
            absent="`exhausted-1`, `exhausted-2` and so on",
        ),
        key("after", DAYS, "days after the last step's last occurrence ended", "after: 10 days", required=True),
        key(
            "when",
            Conditions(),
            "only while this holds",
            "when: {case.balance: at least 10000 EUR}",
            absent="always",
        ),
        *_WORK,
    ),
)
