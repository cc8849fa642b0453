"""What a release in the shadow decides, beside the one in force."""

import msgspec

from playbook_engine.service.production.caller import Caller, NotFound
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.store.decisions import ShadowRow, count_shadows, latest_shadows
from playbook_engine.store.releases import list_activations


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Of the latest decisions of each unit: how many are the same, and those that are not."""

    activation: int
    units: int
    same: int
    otherwise: tuple[ShadowRow, ...]


async def compare_shadow(runtime: Runtime, caller: Caller, number: int, limit: int) -> Compared:
    """How the release of an activation in the shadow would have decided. Raises NotFound."""
    caller.must("read")
    async with runtime.work(caller, "read") as work:
        if not any(each.number == number and each.mode == "shadow" for each in await list_activations(work)):
            raise NotFound(f"there is no activation {number} in the shadow", "`GET /v1/activations` lists them")
        units, same = await count_shadows(work, number)
        otherwise = await latest_shadows(work, number, limit)
    return Compared(activation=number, units=units, same=same, otherwise=tuple(otherwise))
