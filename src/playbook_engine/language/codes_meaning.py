"""Diagnostics of meaning: PB2xx."""

from playbook_engine.model.codes import code

# Structure, by the keys of the language.
UNKNOWN_KEY = code("PB201", "error", "a key that this mapping does not have")
MISSING_KEY = code("PB202", "error", "a key that this mapping needs is missing")
WRONG_SHAPE = code("PB203", "error", "a mapping, a list or a single value where another of them belongs")
UNKNOWN_WORD = code("PB204", "error", "a word that this key does not know")
BAD_PHRASE = code("PB205", "error", "a phrase that cannot be read")
SAYS_NOTHING = code("PB206", "error", "a key that says nothing")

# Conditions.
UNKNOWN_FACT = code("PB210", "error", "a condition reads a fact that there is none of")
WRONG_COMPARISON = code("PB211", "error", "a comparison that does not suit the fact")
UNKNOWN_VALUE = code("PB212", "error", "a value that the fact never has")
ALWAYS_KNOWN = code("PB213", "error", "a condition asks whether a fact is known that always is")
OUT_OF_SCOPE = code("PB214", "error", "a condition reads a fact that is not at hand")
UNKNOWN_SEGMENT = code("PB215", "error", "a condition names a segment that there is none of")
SEGMENT_CYCLE = code("PB216", "error", "a segment that is defined by itself")
EMPTY_RANGE = code("PB217", "error", "a range that nothing lies in")
LIST_OF_NOTS = code("PB218", "error", "a list of opposites, which holds for everything")
TOO_LARGE = code("PB219", "error", "a condition that is too large")

# Names of things that stand elsewhere.
UNKNOWN_STEP = code("PB220", "error", "a step that there is none of")
UNKNOWN_TEMPLATE = code("PB221", "error", "a template that there is none of")
UNKNOWN_TABLE = code("PB222", "error", "a decision table that there is none of")
UNKNOWN_ROLE = code("PB223", "error", "a role that the organisation does not have")
UNKNOWN_TONE = code("PB224", "error", "a tone that the organisation does not have")
UNKNOWN_CALENDAR = code("PB225", "error", "a calendar that the organisation does not have")
UNKNOWN_PLAYBOOK = code("PB226", "error", "a playbook that has no file")
UNKNOWN_COLLECTION = code("PB227", "error", "records that a derived fact cannot be made from")
DUPLICATE_NAME = code("PB228", "error", "a name given twice")

# Files.
NO_ORGANISATION = code("PB230", "error", "the organisation file is missing")
WRONG_FILE_NAME = code("PB231", "error", "a playbook in a file of another name")
NOT_IN_ORDER = code("PB232", "error", "a playbook that the organisation does not list")

# Steps.
NO_PREVIOUS = code("PB240", "error", "the first step counts from a step above it")
NOT_EARLIER = code("PB241", "error", "a step counts from one that does not come before it")
WRONG_BASE = code("PB242", "error", "a date that cannot be counted from here")
OTHER_ORDER = code("PB243", "warning", "steps whose dates can come in another order")
INCOMPLETE_WORK = code("PB244", "error", "work that lacks what it needs")
MIXED_KINDS = code("PB245", "error", "an order of preference that mixes messages and internal work")
NO_EFFECT = code("PB246", "warning", "a key without effect")
TONE_SOFTENS = code("PB247", "warning", "a tone that softens along the ladder")
BLIND_HANDOVER = code("PB248", "warning", "a hand-over that does not ask what was sent")
NO_STEP_BELOW = code("PB249", "error", "the first step has no step to fall back to")
WRONG_SIDE = code("PB251", "error", "work for people whom it cannot reach")
NO_PAY_BY = code("PB250", "error", "nothing asks for payment by a new date")

# Playbooks.
NEVER_IN_EFFECT = code("PB260", "error", "a playbook that ends before it begins")
NO_REASON = code("PB261", "error", "nobody is chased, and no reason is given")
CHASED_ALL_THE_SAME = code("PB262", "error", "a playbook that chases nobody has steps")
NOTHING_TO_DO = code("PB263", "error", "a playbook without steps")

# Holds, limits, guarantees.
CLOCK_WITHOUT_DATES = code("PB270", "error", "a clock that stops for something whose dates are not known")
CLOCK_OF_A_PART = code("PB271", "error", "a clock that stops for a part")
SILENTLY_LET_THROUGH = code("PB272", "error", "a missing fact would let a message through")
NO_DISPUTE_HOLD = code("PB273", "warning", "nothing stops for a dispute")
NO_AMOUNT = code("PB274", "error", "a hold of an amount that nothing names")
GRACE_WITHOUT_PROMISE = code("PB275", "error", "days of grace for something that is no promise")
STOPS_OF_AN_ITEM = code("PB276", "error", "an item that is held for some messages only")

# Facts and tables.
BAD_FACT_NAME = code("PB280", "error", "a fact's name that is not one of our own")
NOT_ONE_WAY = code("PB281", "error", "a derived fact with no way, or more than one, to compute it")
WRONG_FACT_KIND = code("PB282", "error", "a derived fact of facts that do not go together")
DERIVED_CYCLE = code("PB283", "error", "a derived fact that is computed from itself")
OTHER_KIND = code("PB284", "error", "a derived fact of another type than it says")
WRONG_ROW = code("PB285", "error", "a row that does not fit the table's columns")
MAY_GIVE_NOTHING = code("PB286", "error", "a table that may give nothing where something is needed")
NEVER_REQUIRED = code("PB287", "error", "a fact that cannot be required")
UNKNOWN_REGION = code("PB288", "error", "holidays of a place that is not known")
FOREIGN_HOLIDAYS = code("PB289", "warning", "our own working days follow the customer's holidays")
