"""A folder of playbooks published straight into a database, by whoever may open that."""

import asyncio
import getpass

import msgspec

from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.credentials import known_organisations
from playbook_engine.service.production.opening import must_be_up_to_date, opened
from playbook_engine.service.production.releases_checking import Upload
from playbook_engine.service.production.releases_publishing import publish
from playbook_engine.service.production.releases_sending import Sent
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.settings import load_settings
from playbook_engine.service.wrong_use import WrongUse, unknown


def publish_into(upload: Upload, database: str, organisation: str = "", author: str = "") -> Sent:
    """Publish into the only organisation, or the one that is named, in the name of the author or of this user."""
    settings = msgspec.structs.replace(load_settings(), database_url=database)

    async def main() -> Sent:
        async with opened(settings) as runtime:
            await must_be_up_to_date(runtime)
            whose = await _organisation(runtime, organisation)
            caller = Caller(organisation=whose, subject=author or getpass.getuser(), roles=("author",))
            found = await publish(runtime, caller, upload)
            return Sent(
                number=found.release.number, fingerprint=found.release.fingerprint, kept=found.kept,
                created=found.created, tests=found.checks.tests,
            )  # fmt: skip

    return asyncio.run(main())


async def _organisation(runtime: Runtime, named: str) -> str:
    known = await known_organisations(runtime)
    if named:
        if named not in known:
            raise unknown("organisation", named, known)
        return named
    if len(known) != 1:
        raise WrongUse(
            "it is not said whose release it is", f"add `--organisation`: {', '.join(known) or 'there is none'}"
        )
    return known[0]
