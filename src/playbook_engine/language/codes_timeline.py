"""Diagnostics of timeline tests: PB5xx."""

from playbook_engine.model.codes import code

SAME_NAME = code("PB501", "error", "a test whose name is taken")
UNKNOWN_EVENT = code("PB502", "error", "an event that there is none of")
NO_DAY = code("PB503", "error", "an entry without a day")
DAYS_REVERSED = code("PB504", "error", "an entry that ends before it begins")
NOT_ONE_DAY = code("PB505", "error", "an event or action of several days")
UNKNOWN_ITEM = code("PB506", "error", "an item or invoice that there is none of")
UNKNOWN_RECORD = code("PB507", "error", "an account, contact or payment that there is none of")
WHICH_ONE = code("PB508", "error", "several are there, and the test does not say which")
SAME_ID = code("PB509", "error", "an id that is given twice")
OTHER_CURRENCY = code("PB510", "error", "an amount in another currency than what it is for")
NOT_BEFORE = code("PB511", "error", "a history that is not over when the timeline begins")
DATED_LATER = code("PB512", "error", "an event dated after the day on which it becomes known")
NOT_DECIDED = code("PB513", "error", "something is expected of a day that is not decided")
CONTRADICTION = code("PB514", "error", "an entry that expects silence and an action")
NOTHING_EXPECTED = code("PB515", "warning", "a test that expects nothing")
TOO_LONG_A_STORY = code("PB516", "error", "a timeline that is too long")
NO_AMOUNT_OR_DATE = code("PB517", "error", "an invoice whose amounts or dates do not fit together")
UNKNOWN_REASON = code("PB518", "error", "a silence by something that there is none of")
NOT_EXPECTED = code("PB519", "error", "an expectation that says nothing to compare")
