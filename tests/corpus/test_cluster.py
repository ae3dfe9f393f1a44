"""Real clusters on this machine, and processes killed in the middle of their work."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress

import psutil
import pytest

from analysis import corpus
from analysis.corpus import cluster
from analysis.corpus.dataset import Dataset
from analysis.errors import ClaimbookError
from tests.conftest import SMALL, VELMORA, wait_for

pytestmark = pytest.mark.slow
BUILD = """
import sys
from pathlib import Path
from analysis import corpus
from analysis.errors import ClaimbookError
source, folder, workers, scheduler, least = sys.argv[1:]
try:
    sys.exit(corpus.build(Path(source), Path(folder), workers=int(workers), scheduler=scheduler or None, least=int(least)))
except ClaimbookError as error:
    sys.exit(str(error))
"""
# Some seconds on a quiet machine.
PATIENCE = 600


@pytest.fixture(scope="module")
def digest(velmora):
    """The digest of a data set that was built without disturbance or Dask."""
    return Dataset(velmora).digest()


@contextmanager
def start(folder, *, workers=2, scheduler=""):
    command = [sys.executable, "-c", BUILD, str(VELMORA), str(folder), str(workers), scheduler, str(SMALL)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def finished(folder):
    return {
        path: path.stat().st_mtime_ns for path in folder.glob("*/part-*.parquet") if path.name != "part-all.parquet"
    }


def wait_for_parts(folder, number, process):
    wait_for(lambda: len(list(folder.glob("articles/part-*.parquet"))) >= number, process)


def worker_processes(process):
    found = []
    for child in psutil.Process(process.pid).children():
        # One that was just killed has no command line any more.
        with suppress(psutil.Error):
            if "spawn_main" in " ".join(child.cmdline()):
                found.append(child)
    return found


def end(process):
    said = process.communicate(timeout=PATIENCE)[1]
    return process.returncode, said


def test_two_workers_make_what_one_process_makes_and_one_that_is_killed_costs_its_part_and_no_more(tmp_path, digest):
    with start(tmp_path) as process:
        wait_for_parts(tmp_path, 1, process)
        before = finished(tmp_path)
        first, *_ = worker_processes(process)
        first.kill()
        code, said = end(process)
    assert code == 0, said
    assert "2 workers; dashboard: http://127.0.0.1:" in said
    assert before.items() <= finished(tmp_path).items()
    assert Dataset(tmp_path).digest() == digest


def test_a_command_that_is_killed_leaves_no_worker_and_the_next_goes_on_from_there(tmp_path, digest):
    with start(tmp_path, workers=1) as process:
        wait_for_parts(tmp_path, 3, process)
        workers = worker_processes(process)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)
    wait_for(lambda: not any(worker.is_running() and worker.status() != "zombie" for worker in workers))
    before = finished(tmp_path)
    assert not (tmp_path / "manifest.json").exists()
    assert corpus.build(VELMORA, tmp_path, workers=0, least=SMALL) == 0
    assert before.items() <= finished(tmp_path).items()
    assert not list(tmp_path.glob("*/.part-*"))
    assert Dataset(tmp_path).digest() == digest


@contextmanager
def started_by_hand(folder):
    """Start a scheduler and a worker as a user of a cluster does; yield the scheduler's process and address."""
    place = folder / "scheduler.json"
    place.unlink(missing_ok=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    dask = [sys.executable, "-m", "dask"]
    scheduler = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(place)]
    worker = ["worker", "--nthreads", "1", "--scheduler-file", str(place), "--death-timeout", "60"]
    with subprocess.Popen([*dask, *scheduler], cwd=folder, **quiet) as first:
        wait_for(lambda: place.exists() and place.read_text().endswith("}"))
        with subprocess.Popen([*dask, *worker, "--no-dashboard"], cwd=folder, **quiet) as second:
            try:
                address = next(word for word in place.read_text().split('"') if word.startswith("tcp://"))
                yield first, address
            finally:
                for process in (second, first):
                    process.terminate()


def test_a_killed_scheduler_is_one_sentence_and_the_next_goes_on_from_there(tmp_path, digest):
    out = tmp_path / "out"
    with started_by_hand(tmp_path) as (scheduler, address), start(out, scheduler=address) as process:
        wait_for_parts(out, 3, process)
        scheduler.kill()
        code, said = end(process)
    assert code == 1
    assert said.splitlines()[-1] == (
        "the cluster was lost; run the same command again, which goes on from the finished parts"
    )
    assert "Traceback" not in said
    before = finished(out)
    assert corpus.build(VELMORA, out, workers=0, least=SMALL) == 0
    assert before.items() <= finished(out).items()
    assert Dataset(out).digest() == digest


def test_no_scheduler_at_the_address_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with pytest.raises(ClaimbookError, match="no Dask scheduler answers"):
        corpus.build(VELMORA, tmp_path, scheduler="tcp://127.0.0.1:9")
