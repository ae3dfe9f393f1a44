"""What a user's machine does to the kit: processes killed, full disks, no rights, no network, other locales."""

import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading

import pytest

from analysis import corpus, paths
from analysis.corpus.dataset import Dataset

HARBOUR = paths.ROOT / "tests/fixtures/articles/harbour.txt"
VELMORA = paths.ROOT / "tests/fixtures/corpus/velmora.jsonl"
# Patience enough for a machine that is busy with other things.
LIMIT = 300


def run(*words, code=0, **options):
    """Run ``python -m analysis`` and return what it wrote to standard output and to standard error."""
    done = subprocess.run(
        [sys.executable, "-m", "analysis", *map(str, words)], capture_output=True, timeout=LIMIT, check=False, **options
    )
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return done.stdout, done.stderr.decode()


def environment(tmp_path, **more):
    return os.environ | {"CLAIMBOOK_CACHE": str(tmp_path / "cache")} | more


def pages(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.html")}


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """What the exports are in an ordinary environment."""
    env = environment(tmp_path_factory.mktemp("plain"))
    return {verb: run(verb, HARBOUR, env=env)[0] for verb in ("claims", "entities", "annotations")}


@pytest.mark.parametrize(
    "other",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati"},
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"OMP_NUM_THREADS": "1", "CLAIMBOOK_CACHE": "off"},
    ],
    ids=" ".join,
)
def test_no_setting_of_the_machine_changes_a_byte(plain, tmp_path, other):
    env = environment(tmp_path, **other)
    assert {verb: run(verb, HARBOUR, env=env)[0] for verb in plain} == plain


def test_a_path_with_spaces_and_foreign_letters_changes_no_byte(plain, tmp_path):
    folder = tmp_path / "Ärger mit Löchern 新聞 'x'"
    folder.mkdir()
    shutil.copy(HARBOUR, folder)
    for sidecar in HARBOUR.parent.glob("harbour.toml"):
        shutil.copy(sidecar, folder)
    for verb in ("claims", "entities"):
        assert run(verb, folder / "harbour.txt", env=environment(tmp_path), cwd=folder)[0] == plain[verb]


def test_no_network_is_asked_for(plain, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "sitecustomize.py").write_text(
        "import socket\n"
        "def refuse(*_, **__):\n"
        "    raise SystemExit('the network was asked for')\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse\n"
    )
    env = environment(tmp_path, PYTHONPATH=str(closed))
    assert {verb: run(verb, HARBOUR, env=env)[0] for verb in plain} == plain


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_checkout_that_may_not_be_written_to_still_works(plain, tmp_path):
    env = os.environ | {"HOME": "/nonexistent"}
    env.pop("CLAIMBOOK_CACHE", None)
    try:
        subprocess.run([sys.executable, "-c", ""], user=65534, group=65534, extra_groups=[], check=True, cwd="/")
    except (PermissionError, subprocess.CalledProcessError):
        pytest.skip("another user may not run this Python")
    assert run("claims", HARBOUR, env=env, user=65534, group=65534, extra_groups=[], cwd="/")[0] == plain["claims"]
    _, said = run(
        "claims",
        HARBOUR,
        "-o",
        paths.ROOT / "claims.csv",
        code=1,
        env=env,
        user=65534,
        group=65534,
        extra_groups=[],
        cwd="/",
    )
    assert "could not be written" in said
    assert not (paths.ROOT / "claims.csv").exists()


def test_a_killed_export_leaves_the_file_as_it_was(tmp_path):
    target = tmp_path / "claims.csv"
    target.write_text("before")
    command = [sys.executable, "-m", "analysis", "tokens", str(HARBOUR), "-o", str(target)]
    states = set()
    for wait in (0.2, 0.6, 1.0, 1.4, 1.8):
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
            threading.Event().wait(wait)
            process.send_signal(signal.SIGKILL)
        states.add(target.read_text())
    whole = run("tokens", HARBOUR)[0].decode()
    assert states <= {"before", whole}


@pytest.mark.slow
def test_a_full_disk_stops_a_corpus_in_one_sentence_and_the_next_run_finishes_it(tmp_path):
    def little():
        resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    out = tmp_path / "out"
    _, said = run("corpus", VELMORA, "--out", out, "--workers", "1", code=1, preexec_fn=little)
    assert "could not be written (File too large); free some space" in said
    assert not (out / "manifest.json").exists()
    run("corpus", VELMORA, "--out", out, "--workers", "1")
    assert corpus.build(VELMORA, tmp_path / "other", workers=0) == 0
    assert Dataset(out).digest() == Dataset(tmp_path / "other").digest()


@pytest.mark.slow
def test_a_killed_report_leaves_the_pages_before_or_the_pages_after(tmp_path):
    folder, env = tmp_path / "pages", environment(tmp_path)
    run("report", HARBOUR, "-o", folder, env=env)
    before = pages(folder)
    other = tmp_path / "other.txt"
    other.write_text(HARBOUR.read_text(encoding="utf-8").replace("Marsh", "Smith"), encoding="utf-8")
    for wait in (2, 6):
        command = [sys.executable, "-m", "analysis", "report", str(other), "-o", str(folder)]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=env) as process:
            threading.Event().wait(wait)
            process.send_signal(signal.SIGKILL)
        assert pages(folder).items() >= before.items()
    run("report", other, "-o", folder, env=env)
    assert set(pages(folder)) == set(before)
    assert pages(folder)["index.html"] != before["index.html"]


@pytest.mark.slow
def test_two_reports_at_once_leave_one_whole_report(tmp_path):
    folder, env = tmp_path / "pages", environment(tmp_path)
    command = [sys.executable, "-m", "analysis", "report", str(HARBOUR), "-o", str(folder)]
    with (
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env) as one,
        subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env) as two,
    ):
        ends = [(process.communicate(timeout=LIMIT)[1], process.returncode) for process in (one, two)]
    assert 0 in [code for _, code in ends], ends
    assert all("Traceback" not in said for said, _ in ends)
    together = pages(folder)
    run("report", HARBOUR, "-o", tmp_path / "alone", env=env)
    assert together == pages(tmp_path / "alone")
