"""What the server says of itself: one line of JSON an event, with the request's id, and nothing that a person wrote."""

import datetime as dt
import logging  # noqa: TID251 - the server stands above `service`
import sys
from typing import TextIO

import msgspec

LOG = logging.getLogger("playbook_engine.server")

FIELDS = ("request", "method", "route", "status", "milliseconds", "organisation", "credential", "frames")
"""What an event may carry beside its sentence; nothing else is written."""


class JsonLines(logging.Formatter):
    """Instant, level, sentence, and the fields that an event may carry."""

    def format(self, record: logging.LogRecord) -> str:
        """One line. Of an exception only its kind and where it was raised: its words may quote somebody."""
        line: dict[str, object] = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["raised"] = type(record.exc_info[1]).__name__
            line["frames"] = frames(record.exc_info[1])
        line |= {name: getattr(record, name) for name in FIELDS if getattr(record, name, None) is not None}
        return msgspec.json.encode(line, enc_hook=str).decode()


def write_logs(level: str, stream: TextIO | None = None) -> None:
    """Send all events of this level and above to the error output; libraries speak from warnings on."""
    target = logging.StreamHandler(stream or sys.stderr)
    target.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [target]
    root.setLevel(logging.WARNING)
    logging.getLogger("playbook_engine").setLevel(level.upper())


def frames(raised: BaseException) -> list[str]:
    """Where it happened. The message stays out: it may quote what somebody sent."""
    found, trace = [], raised.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found
