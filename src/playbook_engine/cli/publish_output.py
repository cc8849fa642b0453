"""Where playbooks are published to, and what came of it: a release, or what is wrong, with the lines at fault."""

from collections.abc import Mapping
from pathlib import Path

import click
import msgspec

from playbook_engine.cli.diagnostics import print_faults
from playbook_engine.cli.output import counted, note, write
from playbook_engine.language.folder import Loaded
from playbook_engine.service.folders import Checked
from playbook_engine.service.production.releases_checking import NotSound, Upload
from playbook_engine.service.production.releases_sending import Sent, send


def to_server(upload: Upload, address: str, key: str) -> Sent:
    """Publish at a server. Raises WrongUse, NotSound."""
    return send(upload, address, key)


def into_database(upload: Upload, database: str, organisation: str, author: str) -> Sent:
    """Publish straight into a database. Raises WrongUse, NotSound."""
    from playbook_engine.service.production.releases_direct import publish_into  # a server's address needs no database

    return publish_into(upload, database, organisation, author)


def print_sent(sent: Sent, form: str, *, quiet: bool = False) -> None:
    """The number on the standard output, and what else there is to know beside it."""
    if form == "json":
        write(msgspec.json.encode(sent) + b"\n")
        return
    click.echo(sent.number)
    made = f"release {sent.number}" if sent.created else f"published before, as release {sent.number}"
    kept = f"; kept: {', '.join(sent.kept)}" if sent.kept else ""
    note(f"{made}: {sent.fingerprint}, {counted(sent.tests, 'test')} passed{kept}", quiet=quiet)
    if sent.created:
        note("somebody else has to approve it before it is activated", quiet=quiet)


def print_refusal(folder: Path, files: Mapping[str, bytes], refused: NotSound) -> None:
    """Its faults, as `playbook check` prints them."""
    print_faults(Checked(folder=folder, files=dict(files), loaded=Loaded(), diagnostics=refused.faults), warnings=False)
