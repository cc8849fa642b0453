"""What the server says of itself: one line of JSON an event, with the request's id, and nothing that a person wrote."""

import logging  # noqa: TID251 - the server stands above `service`

LOG = logging.getLogger("playbook_engine.server")


def frames(raised: BaseException) -> list[str]:
    """Where it happened. The message stays out: it may quote what somebody sent."""
    found, trace = [], raised.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found
