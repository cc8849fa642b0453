"""Settings of the server and its workers: each a field with its meaning, from a TOML file and the environment."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec

from playbook_engine.service.wrong_use import Unusable, WrongUse, unknown

PREFIX = "PLAYBOOK_ENGINE_"
FILE = f"{PREFIX}SETTINGS"
"""Names the file of settings; what the environment says goes before it."""

OTHERS = (FILE, f"{PREFIX}KEY", f"{PREFIX}TEST_")
"""What else the environment may hold under our prefix: the key of `playbook publish`, and what tests are told."""


def _meant(sentence: str, **limits: Any) -> Any:
    return msgspec.Meta(description=sentence, **limits)


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every setting with its default. The environment names a field in capitals: `PLAYBOOK_ENGINE_DATABASE_URL`."""

    database_url: Annotated[
        str, _meant("`sqlite:///FILE` (one process), or `postgresql://USER:PASSWORD@HOST/NAME`")
    ] = "sqlite:///playbook.db"
    state_folder: Annotated[
        str, _meant("where a server remembers which database it served, to notice a restored one")
    ] = ""
    database_pool: Annotated[int, _meant("connections that one process keeps", ge=2, le=200)] = 10
    decide_processes: Annotated[
        int, _meant("processes that decide beside the server's own; 0 decides in a thread", ge=0, le=64)
    ] = 0
    decide_batch: Annotated[int, _meant("units that a worker takes at once", ge=1, le=10_000)] = 500
    lease_seconds: Annotated[
        int, _meant("after which another worker may take over a unit or an action", ge=5, le=86_400)
    ] = 60
    body_megabytes: Annotated[int, _meant("largest request body, unpacked", ge=1, le=4096)] = 64
    requests_a_minute: Annotated[int, _meant("a credential may make; 0 sets no limit", ge=0)] = 6000
    simulations_at_once: Annotated[int, _meant("simulations that one organisation may have at work", ge=1, le=1000)] = 2
    simulation_days: Annotated[int, _meant("longest span of one simulation, in days", ge=1, le=1100)] = 400
    simulation_kept_hours: Annotated[int, _meant("after which results of simulations are dropped", ge=1)] = 72
    simulation_processes: Annotated[int, _meant("processes that one simulation is spread over", ge=1, le=64)] = 2
    playbooks_repository: Annotated[
        str, _meant("folder in a git repository whose revisions a simulation may name; empty: none")
    ] = ""
    idempotency_hours: Annotated[int, _meant("for which a repeated Idempotency-Key gets the first answer", ge=1)] = 24
    oidc_issuer: Annotated[str, _meant("identity provider whose bearer tokens count; empty: API keys alone")] = ""
    oidc_audience: Annotated[str, _meant("audience that a token has to name")] = ""
    oidc_organisation_claim: Annotated[str, _meant("claim of the token that names the organisation")] = "organisation"
    oidc_roles_claim: Annotated[str, _meant("claim of the token that lists the roles")] = "roles"
    oidc_answers_for_claim: Annotated[
        str, _meant("claim of the token that lists the roles of playbooks whose questions it may answer; none: all")
    ] = "answers_for"
    clock_starts_at: Annotated[
        str, _meant("for trying out: the instant that the server takes for its start; empty: the machine's clock")
    ] = ""
    log_level: Annotated[str, _meant("debug, info, warning or error", pattern="^(debug|info|warning|error)$")] = "info"
    metrics: Annotated[bool, _meant("whether /metrics answers")] = True
    traces: Annotated[bool, _meant("whether requests are traced by OpenTelemetry; needs the extra `otel`")] = False

    def __repr__(self) -> str:
        """Without the password of the database."""
        shown = {name: getattr(self, name) for name in self.__struct_fields__ if name != "database_url"}
        return f"Settings({shown})"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the file that the environment names, and the environment itself. Raises WrongUse, Unusable."""
    given = os.environ if environment is None else environment
    values: dict[str, Any] = _from_file(given[FILE]) if given.get(FILE) else {}
    known = {PREFIX + name.upper(): name for name in Settings.__struct_fields__}
    for name, value in given.items():
        if name in known:
            values[known[name]] = value
        elif name.startswith(PREFIX) and not name.startswith(OTHERS):
            raise unknown("setting", name, known, "docs/operations.md lists all settings")
    try:
        return msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as wrong:
        raise Unusable(f"a setting is wrong: {_told(wrong)}", "docs/operations.md lists all settings") from None


def _from_file(path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as wrong:
        raise WrongUse(
            f"`{path}` cannot be read: {(wrong.strerror or '').lower()}", f"`{FILE}` names a TOML file"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise Unusable(f"`{path}` is no TOML: {wrong}") from None


def _told(wrong: msgspec.ValidationError) -> str:
    """The library's sentence in words, with the setting's name in the place of its path, and without the value."""
    sentence, _, path = str(wrong).partition(" - at `$.")
    for said, meant in _IN_WORDS.items():
        sentence = sentence.replace(said, meant)
    sentence = sentence[:1].lower() + sentence[1:]
    return f"`{path.rstrip('`')}`: {sentence}" if path else sentence


_IN_WORDS = {
    ", got `str`": "",
    "`int` >= ": "at least ",
    "`int` <= ": "at most ",
    "`int`": "a whole number",
    "`bool`": "`true` or `false`",
    "`str` matching regex": "text like",
    "Object contains unknown field": "there is no setting",
}
