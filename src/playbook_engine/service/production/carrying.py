"""The key that a request came with (`Idempotency-Key`), known to the transaction that carries it out."""

from contextvars import ContextVar

from playbook_engine.store.database import Work
from playbook_engine.store.idempotency import carried_out

CARRIED_KEY: ContextVar[str | None] = ContextVar("carried_key", default=None)


async def mark_carried_out(work: Work) -> None:
    """Before a transaction that writes is over: so a kill just after it loses only the answer."""
    key = CARRIED_KEY.get()
    if key is not None:
        await carried_out(work, key)
