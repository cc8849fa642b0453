"""What a process beside the server's does: decide jobs that come and go as JSON, with releases kept ready.

Values travel in their own encoding: a pickled value that is equal to a default is not known as one any more, and gives
other bytes.
"""

from collections import OrderedDict

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.release import Release
from playbook_engine.service.production.deciding_units import Job, Outcome, decide_job

KEPT = 8
_ready: OrderedDict[str, Evaluator] = OrderedDict()
_JOB = msgspec.json.Decoder(Job)
_OUTCOMES = msgspec.json.Decoder(list[Outcome])


def decide_bytes(job: bytes, release: bytes | None) -> bytes | None:
    """The outcomes of a job. None where its release is not at hand: then it is asked again with it."""
    wanted = _JOB.decode(job)
    if release is not None:
        _ready[wanted.release] = Evaluator(msgspec.json.decode(release, type=Release))
    evaluator = _ready.get(wanted.release)
    if evaluator is None:
        return None
    _ready.move_to_end(wanted.release)
    while len(_ready) > KEPT:
        _ready.popitem(last=False)
    return msgspec.json.encode(decide_job(evaluator, wanted))


def outcomes_of(answer: bytes) -> list[Outcome]:
    """What `decide_bytes` gave."""
    return _OUTCOMES.decode(answer)
