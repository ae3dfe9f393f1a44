"""What every test can ask for."""

import os
import shutil
import threading
from pathlib import Path

import pytest

from analysis import article, paths
from analysis.article import Article

FIXTURES = Path(__file__).parent / "fixtures"

# Nothing that the kit uses may ask a network for anything.
os.environ["HF_HUB_OFFLINE"] = "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs Chromium where there is none, with the reason; CI forbids that."""
    if chromium() or os.environ.get("CLAIMBOOK_REQUIRE_BROWSER"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: install the package chromium"))


def wait_for(happens, process=None, seconds=120):
    """Wait until `happens`; fail when `process` ends before, or when the time is over."""
    pause = threading.Event()
    for _ in range(seconds * 50):
        if happens():
            return
        assert process is None or process.poll() is None, "it ended before that"
        pause.wait(0.02)
    pytest.fail(f"waited for {seconds} seconds")


def chromium() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def harbour() -> Article:
    """An invented article of eight sentences."""
    return article.load(FIXTURES / "articles/harbour.txt")


@pytest.fixture(scope="session")
def seed() -> Article:
    """The article that the kit was founded on."""
    return article.load(next((paths.ROOT / "seeds").glob("000_*.txt")))


@pytest.fixture(scope="session")
def report_folder(tmp_path_factory):
    """The pages of the seed article, made as a user makes them."""
    from analysis import report

    folder = tmp_path_factory.mktemp("pages with spaces, ünï").resolve()
    report.build([paths.ROOT / "seeds"], folder)
    return folder
