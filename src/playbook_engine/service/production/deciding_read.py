"""What a batch of units is decided from, and what was thought of each, before anything of it is stored."""

import datetime as dt
from collections.abc import Mapping

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Setting, Unit
from playbook_engine.service.production.deciding_units import Outcome
from playbook_engine.service.production.releases import Effective


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """`setting_at`: when the last of the setting was learnt; `evaluators` are by number of release.

    `units` has those alone of which an account is known.
    """

    as_of: dt.datetime
    effective: Effective
    setting: Setting
    setting_at: dt.datetime | None
    units: Mapping[str, Unit]
    evaluators: Mapping[int, Evaluator]


class Thought(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided of a unit by its release, and in the shadow, by number of the activation."""

    unit: Unit
    release: int
    outcome: Outcome
    shadows: Mapping[int, Outcome] = {}
