"""Who asks: the organisation, the person or system, and what they may do. All of it comes from the credential alone."""

from typing import Literal

import msgspec

from playbook_engine.service.wrong_use import WrongUse

Role = Literal["viewer", "author", "approver", "operator", "service", "auditor", "admin"]

ROLES: tuple[Role, ...] = Role.__args__  # type: ignore[attr-defined]

Right = Literal[
    "read",           # accounts, cases, actions, decisions, releases
    "simulate",       # decide and simulate without storing
    "sync",           # records in
    "work",           # approve, reject, snooze, cancel actions, and complete those of a person
    "deliver",        # claim, renew, complete, fail, give back: the hands
    "publish",        # releases
    "approve",        # releases of others
    "activate",       # and roll back
    "stop",           # the stop switch
    "audit",          # the audit log and its export
    "administer",     # credentials, settings, erasure
]  # fmt: skip

RIGHTS: dict[Role, frozenset[Right]] = {
    "viewer": frozenset({"read"}),
    "author": frozenset({"read", "simulate", "publish"}),
    "approver": frozenset({"read", "simulate", "approve", "activate", "stop"}),
    "operator": frozenset({"read", "simulate", "work", "stop"}),
    "service": frozenset({"read", "simulate", "sync", "deliver"}),
    "auditor": frozenset({"read", "audit"}),
    "admin": frozenset({"read", "simulate", "activate", "stop", "audit", "administer"}),
}
"""What each role may do. An admin hands out keys and sees to the installation; money letters are not theirs to send."""


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """`subject` is the person or system as the audit log names them; `credential` the key or token they came with.

    `answers_for`: the roles of the playbooks (`approval: {by: relationship owner}`) whose questions they may answer;
    empty for all of them.
    """

    organisation: str
    subject: str
    roles: tuple[Role, ...]
    credential: str = ""
    answers_for: tuple[str, ...] = ()

    def may(self, right: Right) -> bool:
        """Whether any of the roles has the right."""
        return any(right in RIGHTS[role] for role in self.roles)

    def must(self, right: Right) -> None:
        """Raises Forbidden without the right."""
        if not self.may(right):
            able = [role for role in ROLES if right in RIGHTS[role]]
            raise Forbidden(f"`{self.subject}` may not {right}", f"roles that may: {', '.join(able)}")

    def must_answer_for(self, role: str) -> None:
        """Raises Forbidden where a question is for a role of the playbooks that is not theirs."""
        if role and self.answers_for and role not in self.answers_for:
            raise Forbidden(
                f"the question is for the {role}", f"`{self.subject}` answers for: {', '.join(self.answers_for)}"
            )


class Forbidden(WrongUse):
    """The credential is good and does not reach this far."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message, help, 403)


class NotFound(WrongUse):
    """There is no such thing in the caller's organisation, whatever there is in others."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message, help, 404)


class Conflict(WrongUse):
    """What is asked for does not fit what is there now."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message, help, 409)
