"""Settings from a file and the environment, and what is said of wrong ones."""

from pathlib import Path

import pytest

from playbook_engine.service.settings import Settings, load_settings
from playbook_engine.service.wrong_use import WrongUse


def test_nothing_said_is_the_default() -> None:
    assert load_settings({"PATH": "/usr/bin"}) == Settings()


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("lease_seconds = 90\nmetrics = false\n", encoding="utf-8")
    found = load_settings({"PLAYBOOK_ENGINE_SETTINGS": str(path), "PLAYBOOK_ENGINE_LEASE_SECONDS": "30"})
    assert (found.lease_seconds, found.metrics) == (30, False)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LEASE_SECONDS", "soon", "a setting is wrong: `lease_seconds`: expected a whole number"),
        ("LEASE_SECONDS", "2", "a setting is wrong: `lease_seconds`: expected at least 5"),
        ("METRICS", "jein", "a setting is wrong: `metrics`: expected `true` or `false`"),
        ("LEASE_SECOND", "30", "there is no setting `PLAYBOOK_ENGINE_LEASE_SECOND`"),
        ("SETTINGS", "/nowhere/settings.toml", "`/nowhere/settings.toml` cannot be read: no such file or directory"),
    ],
)
def test_what_is_wrong_is_said_in_words(name: str, value: str, said: str) -> None:
    with pytest.raises(WrongUse) as raised:
        load_settings({f"PLAYBOOK_ENGINE_{name}": value})
    assert raised.value.message == said


def test_a_misspelt_setting_of_the_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("lease_second = 90\n", encoding="utf-8")
    with pytest.raises(WrongUse, match="there is no setting `lease_second`"):
        load_settings({"PLAYBOOK_ENGINE_SETTINGS": str(path)})


def test_what_others_read_is_no_fault() -> None:
    assert load_settings({"PLAYBOOK_ENGINE_KEY": "pbk", "PLAYBOOK_ENGINE_TEST_KILLS": "3"}) == Settings()


def test_the_password_is_not_shown() -> None:
    shown = repr(Settings(database_url="postgresql://ann:secret@127.0.0.1/playbook"))
    assert "secret" not in shown
    assert "lease_seconds" in shown
