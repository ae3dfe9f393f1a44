"""What every test can ask for."""

import os
import shutil
import sys
import threading
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from analysis import article, corpus, paths, report
from analysis.article import Article

FIXTURES = Path(__file__).parent / "fixtures"
VELMORA = FIXTURES / "corpus/velmora.jsonl"
SMALL = 300
"""The least size of a part, in bytes, that makes a part of nearly every article."""

# Nothing that the kit uses may ask a network for anything.
os.environ["HF_HUB_OFFLINE"] = "1"
# As in a report, and before any test imports nbformat.
sys.modules.setdefault(report.GRAMMAR, None)

# No test measures time: on a busy machine a law would fail for nothing.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

# What takes longest and has few tests. A file stays on one core: begun last, it would have that core work on alone.
FIRST = (
    "test_faults.py", "test_report.py", "test_bench.py", "test_lab.py", "test_cluster.py", "test_rendered.py", "test_cli.py", "test_corpus.py",
    "test_fuzz.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest; measure no coverage there; skip what needs Chromium where there is none, with the reason: CI forbids that."""
    items.sort(key=lambda item: FIRST.index(item.path.name) if item.path.name in FIRST else len(FIRST))
    for item in items:
        # Measuring makes Python half as slow again; the quick tests alone reach nearly all lines.
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.no_cover)
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
        assert process is None or process.poll() is None, f"it ended before that: {process.communicate()}"
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


def once(tmp_path_factory, name, make):
    """Let `make` fill the folder `name`, once for all of xdist's workers, whose own folders lie side by side; return the folder."""
    root = tmp_path_factory.getbasetemp().resolve()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder = root / name
    with FileLock(root / f"{name}.lock"):
        if not (root / f"{name}.made").exists():
            make(folder)
            (root / f"{name}.made").touch()
    return folder


@pytest.fixture(scope="session")
def report_folder(tmp_path_factory):
    """The pages of the seed article, made as a user makes them."""
    return once(tmp_path_factory, "pages with spaces, ünï", lambda folder: report.build([paths.ROOT / "seeds"], folder))


@pytest.fixture(scope="session")
def velmora(tmp_path_factory):
    """A data set of the invented archive, built in many small parts, undisturbed and without Dask."""

    def make(folder):
        assert corpus.build(VELMORA, folder, workers=0, least=SMALL) == 0

    return once(tmp_path_factory, "velmora", make)
