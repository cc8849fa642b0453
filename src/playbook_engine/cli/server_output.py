"""What commands of the server say and are told."""

from collections.abc import Sequence

import click

from playbook_engine.cli.output import note
from playbook_engine.service.production.caller import ROLES, Role
from playbook_engine.service.production.credentials import Issued
from playbook_engine.service.wrong_use import unknown


def say_key(issued: Issued | None) -> None:
    """The key of a new organisation, on the standard output; about it, on the error output."""
    if issued is not None:
        made = issued.credential
        note(f"organisation `{made.organisation}` made; the key of `{made.subject}` is shown this once:")
        click.echo(issued.key)


def roles_from(words: Sequence[str]) -> tuple[Role, ...]:
    """Roles as they were typed, admin where none was. Raises WrongUse."""
    for word in words:
        if word not in ROLES:
            raise unknown("role", word, ROLES, f"the roles are {', '.join(ROLES)}")
    return tuple(role for role in ROLES if role in words) or ("admin",)
