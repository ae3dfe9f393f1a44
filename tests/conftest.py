"""What every test can ask for."""

import os
import shutil
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
