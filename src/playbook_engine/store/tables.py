"""All tables. Every key begins with the organisation; bodies are canonical JSON.

Instants are UTC. Money is whole minor units beside its currency. What is derived (accounts, cases) can be made anew
from what is not (record versions, decisions, actions, the audit log).
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

from playbook_engine.store.column_types import Instant

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = 255
"""Longest id of a source's record, in characters."""

ACTION_STATES = (
    "planned", "awaiting approval", "due", "claimed", "sending", "done", "failed", "unknown",
    "cancelled", "superseded", "expired",
)  # fmt: skip
"""The states of an action; the first five are open, the others are its end."""

OPEN_STATES = ACTION_STATES[:5]

ALL_STATES = ", ".join(f"'{state}'" for state in ACTION_STATES)
_OPEN = ", ".join(f"'{state}'" for state in OPEN_STATES)


def _organisation() -> Column[str]:
    return Column("organisation", String(64), primary_key=True)


INSTALLATION = Table(
    "installation",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("identity", String(128), nullable=False, comment="of the database it was made in; another one is a copy"),
    Column("beats", BigInteger, nullable=False, server_default="0", comment="grows while a server runs on it"),
    Column("stopped_at", Instant, comment="the stop switch for all organisations"),
    Column("stopped_by", String(ID)),
    Column("stop_reason", Text),
    CheckConstraint("id = 1", name="one"),
)

ORGANISATIONS = Table(
    "organisations",
    METADATA,
    _organisation(),
    Column("name", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("allow_self_approval", Boolean, nullable=False, server_default=text("false")),
    Column("stopped_at", Instant, comment="the stop switch of the organisation"),
    Column("stopped_by", String(ID)),
    Column("stop_reason", Text),
    Column("setting_changes", BigInteger, nullable=False, server_default="0"),
)

CREDENTIALS = Table(
    "credentials",
    METADATA,
    _organisation(),
    Column("prefix", String(16), primary_key=True, comment="the part of the key that is shown"),
    Column("digest", String(64), nullable=False, comment="SHA-256 of the whole key"),
    Column("subject", String(ID), nullable=False, comment="the person or system that acts with it"),
    Column("roles", Text, nullable=False, comment="comma between roles"),
    Column(
        "answers_for",
        Text,
        nullable=False,
        server_default="",
        comment="roles of playbooks whose questions they may answer, a line each; empty: all",
    ),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String(ID), nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
    Column("replaces", String(16)),
    Index("ix_credentials_prefix", "prefix", unique=True),
)

RECORDS = Table(
    "records",
    METADATA,
    _organisation(),
    Column("kind", String(32), primary_key=True),
    Column("id", String(1024), primary_key=True, comment="as long as the id of an action, which a touch has too"),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("learnt_at", Instant, nullable=False),
    Column("until_at", Instant, comment="when the next revision was learnt; empty for the one that stands"),
    Column("version", BigInteger, comment="the source's; an older one never takes the place of a newer one"),
    Column("source", String(64), nullable=False, server_default=""),
    Column("account", String(ID), nullable=False, server_default="", comment="empty for what all units share"),
    Column("digest", String(64), nullable=False),
    Column("body", LargeBinary, comment="empty where the source deleted it"),
    Column("stated", Text, comment="items whose settled amount stems from a balance that the source stated"),
    Index("ix_records_stands", "organisation", "kind", "id", unique=True,
          sqlite_where=text("until_at IS NULL"), postgresql_where=text("until_at IS NULL")),
    Index("ix_records_account", "organisation", "account", "learnt_at"),
)  # fmt: skip

MENTIONS = Table(
    "mentions",
    METADATA,
    _organisation(),
    Column("item", String(ID), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("id", String(ID), primary_key=True),
    comment="payments and credits ever set against an item, and invoices of items that are named otherwise",
)

ACCOUNTS = Table(
    "accounts",
    METADATA,
    _organisation(),
    Column("account", String(ID), primary_key=True),
    Column("known", Boolean, nullable=False, comment="false while only other records speak of it"),
    Column("unit", String(ID), nullable=False),
    Column("payer", String(ID)),
    Column("name", Text, nullable=False, server_default=""),
    Column("tier", String(ID)),
    Column("country", String(8)),
    Column("time_zone", String(64)),
    Column("owner", String(ID)),
    Column("collector", String(ID)),
    Column("open_minor", BigInteger, comment="open items, in the organisation's base currency; empty without a rate"),
    Column("overdue_minor", BigInteger),
    Column("oldest_due_on", Date),
    Column("currencies", Text, nullable=False, server_default="", comment="that its records ever had; space between"),
    Index("ix_accounts_unit", "organisation", "unit"),
    Index("ix_accounts_payer", "organisation", "payer"),
    Index("ix_accounts_collector", "organisation", "collector"),
)

UNITS = Table(
    "units",
    METADATA,
    _organisation(),
    Column("unit", String(ID), primary_key=True),
    Column("due_at", Instant, comment="when it is to be decided next; a change of state sets it to now"),
    Column("changes", BigInteger, nullable=False, server_default="0", comment="grows with each change of its state"),
    Column("learnt_at", Instant, comment="the latest instant at which something of it was learnt"),
    Column("decision", BigInteger, nullable=False, server_default="0", comment="number of its latest decisions"),
    Column("decided_at", Instant),
    Column("fence", BigInteger, nullable=False, server_default="0"),
    Column("lease_owner", String(64)),
    Column("lease_until", Instant),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("failure", Text, comment="why it could not be decided: for a person"),
    Column("cause", String(32), nullable=False, server_default="state", comment="of its being due, as in decisions"),
    Index("ix_units_due", "due_at",
          sqlite_where=text("due_at IS NOT NULL"), postgresql_where=text("due_at IS NOT NULL")),
)  # fmt: skip

RELEASES = Table(
    "releases",
    METADATA,
    _organisation(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("fingerprint", String(64), nullable=False, comment="of its meaning"),
    Column("digest", String(64), nullable=False, comment="of its bytes"),
    Column("title", Text, nullable=False, server_default=""),
    Column("git_revision", String(64)),
    Column("author", String(ID), nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("approver", String(ID)),
    Column("approved_at", Instant),
    Column("self_approved", Boolean, nullable=False, server_default=text("false")),
    Column("checks", LargeBinary, nullable=False, comment="what check and test said of it"),
    Column("body", LargeBinary, nullable=False),
    CheckConstraint("approver IS NULL OR approver <> author OR self_approved", name="two_persons"),
    CheckConstraint("(approver IS NULL) = (approved_at IS NULL)", name="approved_whole"),
    Index("ix_releases_digest", "organisation", "digest", unique=True),
    ForeignKeyConstraint(["organisation"], ["organisations.organisation"]),
)

ACTIVATIONS = Table(
    "activations",
    METADATA,
    _organisation(),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("release", Integer, nullable=False),
    Column("mode", String(8), nullable=False),
    Column("from_at", Instant, nullable=False),
    Column("share", Integer, nullable=False, comment="per 10,000 units, by a hash that is stable"),
    Column("salt", String(64), nullable=False, server_default=""),
    Column("activated_by", String(ID), nullable=False),
    Column("activated_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("note", Text, nullable=False, server_default=""),
    CheckConstraint("mode IN ('active', 'shadow')", name="mode"),
    CheckConstraint("share BETWEEN 1 AND 10000", name="share"),
    ForeignKeyConstraint(["organisation", "release"], ["releases.organisation", "releases.number"]),
)

DECISIONS = Table(
    "decisions",
    METADATA,
    _organisation(),
    Column("unit", String(ID), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("as_of", Instant, nullable=False),
    Column("decided_at", Instant, nullable=False),
    Column("release", Integer, nullable=False),
    Column("engine", String(32), nullable=False),
    Column("semantics", Integer, nullable=False),
    Column("setting", String(64), nullable=False, comment="digest"),
    Column("setting_at", Instant, comment="when the last of the setting was learnt; empty: nothing was"),
    Column("state", String(64), nullable=False, comment="digest"),
    Column("digest", String(64), nullable=False, comment="of the decisions"),
    Column("cases", Integer, nullable=False),
    Column("cause", String(32), nullable=False, comment="state, day, release, asked, sending"),
    Column("body", LargeBinary, nullable=False),
)

SHADOWS = Table(
    "shadows",
    METADATA,
    _organisation(),
    Column("activation", Integer, primary_key=True, autoincrement=False),
    Column("unit", String(ID), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False, comment="of the decisions compared with"),
    Column("as_of", Instant, nullable=False),
    Column("same", Boolean, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
)

CASES = Table(
    "cases",
    METADATA,
    _organisation(),
    Column("case", String(1024), primary_key=True),
    Column("unit", String(ID), nullable=False),
    Column("account", String(ID), nullable=False),
    Column("playbook", String(ID), nullable=False),
    Column("version", Integer, nullable=False),
    Column("entity", String(ID), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("items", Integer, nullable=False),
    Column("stage", String(ID), nullable=False),
    Column("held", Boolean, nullable=False),
    Column("reason", String(32), nullable=False, comment="of silence; empty where the ladder has an action"),
    Column("by", String(ID), nullable=False),
    Column("until", Date),
    Column("day", Date, nullable=False),
    Column("last_done", String(ID), nullable=False),
    Column("last_done_on", Date),
    Column("next_change_on", Date),
    Column("open_minor", BigInteger, comment="in its currency; empty without a rate"),
    Column("overdue_minor", BigInteger),
    Column("oldest_due_on", Date),
    Column("exceptions", Text, nullable=False, comment="one a line"),
    Column("alarms", Text, nullable=False, comment="one a line"),
    Index("ix_cases_unit", "organisation", "unit"),
    Index("ix_cases_account", "organisation", "account"),
    Index("ix_cases_reason", "organisation", "reason"),
    Index("ix_cases_overdue", "organisation", "overdue_minor", "case"),
)

ACTIONS = Table(
    "actions",
    METADATA,
    _organisation(),
    Column("id", String(1024), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("unit", String(ID), nullable=False),
    Column("account", String(ID), nullable=False),
    Column("case", String(1024), nullable=False),
    Column("playbook", String(ID), nullable=False),
    Column("version", Integer, nullable=False),
    Column("step", String(ID), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("tone", String(ID), nullable=False),
    Column("message", String(1024), nullable=False, comment="actions that go out as one"),
    Column("day", Date, nullable=False),
    Column("due_at", Instant, nullable=False, comment="when its window opens"),
    Column("expires_at", Instant, nullable=False, comment="when its window closes"),
    Column("assignee", String(ID), nullable=False, comment="the person or role whose work it is; empty for a machine"),
    Column("priority", String(32), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("amount_minor", BigInteger),
    Column("release", Integer, nullable=False),
    Column("decision", BigInteger, nullable=False, comment="number of the unit's decisions that first said it"),
    Column("digest", String(64), nullable=False, comment="of its content"),
    Column("body", LargeBinary, nullable=False, comment="the action, and of its decision what a touch needs"),
    Column("state", String(24), nullable=False),
    Column("since", Instant, nullable=False, comment="in this state"),
    Column("reason", Text, nullable=False, server_default=""),
    Column("approval_by", String(ID), nullable=False, server_default="", comment="role"),
    Column("asked_at", Instant),
    Column("answered_by", String(ID)),
    Column("note", Text),
    Column("snoozed_until", Instant),
    Column("lease_owner", String(ID)),
    Column("lease_until", Instant),
    Column("fence", BigInteger, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("outcome", LargeBinary, comment="what the hands said of it"),
    Column("moves_at", Instant, comment="when time moves it: its window opens or closes, or its lease is over"),
    CheckConstraint(f"state IN ({ALL_STATES})", name="state"),
    Index("ix_actions_open", "organisation", "id", unique=True,
          sqlite_where=text(f"state IN ({_OPEN})"), postgresql_where=text(f"state IN ({_OPEN})")),
    Index("ix_actions_moves", "moves_at",
          sqlite_where=text("moves_at IS NOT NULL"), postgresql_where=text("moves_at IS NOT NULL")),
    Index("ix_actions_state", "organisation", "state", "due_at"),
    Index("ix_actions_unit", "organisation", "unit"),
    Index("ix_actions_account", "organisation", "account"),
    Index("ix_actions_assignee", "organisation", "assignee", "state"),
)  # fmt: skip

AUDIT = Table(
    "audit",
    METADATA,
    _organisation(),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", String(ID), nullable=False),
    Column("act", String(64), nullable=False),
    Column("subject", String(32), nullable=False, comment="kind of thing: action, release, record, credential"),
    Column("subject_id", String(1100), nullable=False),
    Column("unit", String(ID), nullable=False, server_default=""),
    Column("before", String(64), nullable=False, server_default=""),
    Column("after", String(64), nullable=False, server_default=""),
    Column("detail", String(64), nullable=False, server_default="", comment="digest of what stands in audit_details"),
    Column("previous", String(64), nullable=False),
    Column("chain", String(64), nullable=False),
    Index("ix_audit_subject", "organisation", "subject", "subject_id"),
    Index("ix_audit_unit", "organisation", "unit"),
)

AUDIT_DETAILS = Table(
    "audit_details",
    METADATA,
    _organisation(),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False, comment="personal fields may stand here; it can be erased"),
)

AUDIT_HEADS = Table(
    "audit_heads",
    METADATA,
    _organisation(),
    Column("number", BigInteger, nullable=False),
    Column("chain", String(64), nullable=False),
    Column("at", Instant, nullable=False),
)

IDEMPOTENCY = Table(
    "idempotency",
    METADATA,
    _organisation(),
    Column("key", String(ID), primary_key=True),
    Column("subject", String(ID), primary_key=True),
    Column("request", String(64), nullable=False, comment="digest of method, path and body"),
    Column("at", Instant, nullable=False),
    Column("status", Integer, comment="empty while the first request is at work"),
    Column("headers", LargeBinary),
    Column("body", LargeBinary),
)

SIMULATIONS = Table(
    "simulations",
    METADATA,
    _organisation(),
    Column("id", String(64), primary_key=True),
    Column("subject", String(ID), nullable=False),
    Column("state", String(16), nullable=False),
    Column("request", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("ended_at", Instant),
    Column("expires_at", Instant, nullable=False),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("of", Integer, nullable=False, server_default="0"),
    Column("lease_owner", String(64)),
    Column("lease_until", Instant),
    Column("failure", Text),
    Column("result", LargeBinary),
    CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name="state"),
)

SIMULATION_PAGES = Table(
    "simulation_pages",
    METADATA,
    _organisation(),
    Column("id", String(64), primary_key=True),
    Column("list", String(32), primary_key=True, comment="which list of the result"),
    Column("page", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False, comment="a JSON array of rows"),
    ForeignKeyConstraint(["organisation", "id"], ["simulations.organisation", "simulations.id"], ondelete="CASCADE"),
)

TENANT_TABLES = tuple(table for table in METADATA.sorted_tables if table is not INSTALLATION)
"""Tables that PostgreSQL guards by row security."""
