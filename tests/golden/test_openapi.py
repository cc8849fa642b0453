"""The description of the API as a golden file: who changes it sees what clients will see."""

import msgspec

from playbook_engine.server.app import make_app
from playbook_engine.server.conventions.describing import description
from playbook_engine.service.production.clock import MachineClock
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.settings import Settings
from playbook_engine.store.database import Database
from tests.golden_files import Golden


def test_the_description_of_the_api(golden: Golden) -> None:
    app = make_app(Runtime(Database("sqlite:///never-opened.db"), MachineClock(), Settings()))
    text = msgspec.json.format(msgspec.json.encode(description(app), order="sorted"), indent=1)
    golden("openapi.json", text.decode() + "\n")
