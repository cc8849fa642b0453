"""Units are decided on demand: those of some accounts, or all."""

from collections.abc import Sequence

from playbook_engine.service.production.caller import Caller, NotFound
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.store.accounts import accounts_by_id
from playbook_engine.store.audit import Entry
from playbook_engine.store.leases import ask


async def decide_now(runtime: Runtime, caller: Caller, accounts: Sequence[str] | None = None) -> int:
    """Make units due now, all where no accounts are named; how many they are. Raises Forbidden, NotFound.

    Whoever works with actions may ask, and so may the systems that bring state in.
    """
    if not caller.may("sync"):
        caller.must("work")
    async with runtime.work(caller) as work:
        units: set[str] | None = None
        if accounts is not None:
            found = await accounts_by_id(work, accounts)
            missing = sorted(set(accounts) - found.keys())
            if missing:
                shown = ", ".join(f"`{each}`" for each in missing[:5])
                raise NotFound(f"there is no account {shown}", "`GET /v1/accounts` lists them")
            units = {each.unit for each in found.values()}
        count = await ask(work, units)
        work.audit(Entry(act="deciding asked for", subject="units", subject_id="all" if units is None else str(count)))
        return count
