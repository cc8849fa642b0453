"""What every test may ask for: Hypothesis profiles, the shared samples, and golden files."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.golden_files import GoldenFiles

pytest_plugins = ["tests.databases"]

TOP = Path(__file__).parents[1]
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

# Few examples while working, the same ones each time in CI (`few` beside other tests), other ones each time in a soak.
settings.register_profile("quick", max_examples=25, deadline=None, suppress_health_check=SLOW)
settings.register_profile("few", max_examples=25, deadline=None, derandomize=True, suppress_health_check=SLOW)
settings.register_profile(
    "ci", max_examples=200, deadline=None, derandomize=True, print_blob=True, suppress_health_check=SLOW
)
settings.register_profile("soak", max_examples=2000, deadline=None, print_blob=True, suppress_health_check=SLOW)
settings.load_profile("quick")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` writes golden files instead of comparing them."""
    parser.addoption("--update", action="store_true", help="write the golden files anew, and drop unused ones")


def pytest_configure(config: pytest.Config) -> None:
    """Watch which golden files are used."""
    config.pluginmanager.register(GoldenFiles(config), "golden-files")


@pytest.fixture(scope="session")
def top() -> Path:
    """The top folder of the checkout."""
    return TOP


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data and cases beside the checkout; tests that need it are skipped without it."""
    folder = TOP.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder `shared` with real data and cases is not beside this checkout")
    return folder
