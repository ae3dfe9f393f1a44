"""What a user's machine does to the kit: processes killed, full disks, no rights, no network, other locales."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys

import pytest

from analysis import corpus, paths
from analysis.__main__ import main
from analysis.corpus.dataset import Dataset
from tests.conftest import VELMORA
from tests.test_report import read_pages

pytestmark = pytest.mark.slow

HARBOUR = paths.ROOT / "tests/fixtures/articles/harbour.txt"
# Patience enough for a machine that is busy with other things.
LIMIT = 600
NOBODY = 65534
# May read everything, as Python itself may stand in root's own home, and write nothing but its own.
AS_NOBODY = [
    "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--inh-caps=+dac_read_search",
    "--ambient-caps=+dac_read_search", "--bounding-set=-all,+dac_read_search",
]  # fmt: skip
TURKEY = {
    "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "1",
}  # fmt: skip
NOWHERE = {
    "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "4242",
    "CLAIMBOOK_CACHE": "off",
}  # fmt: skip
VERBS = ("claims", "entities", "annotations")
EXPORT = f"""
import sys
from analysis.__main__ import main
sys.exit(max(main([verb, sys.argv[1], "-o", sys.argv[2] + "/" + verb]) for verb in {VERBS}))
"""


def run(*words, code=0, before=(), **options):
    """Run Python with `words` and return what it wrote to standard output and to standard error."""
    command = [*before, sys.executable, *map(str, words)]
    done = subprocess.run(command, capture_output=True, timeout=LIMIT, check=False, **options)
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return done.stdout, done.stderr.decode()


def kit(*words, **options):
    return run("-m", "analysis", *words, **options)


def environment(tmp_path, **more):
    return os.environ | {"CLAIMBOOK_CACHE": str(tmp_path / "cache")} | more


def export(source, folder, **options):
    folder.mkdir(exist_ok=True)
    run("-c", EXPORT, source, folder, **options)
    return {verb: (folder / verb).read_bytes() for verb in VERBS}


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """What the exports are in an ordinary environment: in this process."""
    folder = tmp_path_factory.mktemp("plain")
    for verb in VERBS:
        assert main([verb, str(HARBOUR), "-o", str(folder / verb)]) == 0
    return {verb: (folder / verb).read_bytes() for verb in VERBS}


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    """A copy of the checkout that may not be written to, under a difficult name, and who is to run it: nobody, where we are root."""
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        pytest.skip("root may write everywhere, and there is no setpriv to become somebody else")
    root = tmp_path_factory.mktemp("Ärger mit Löchern 新聞 'x'") / "kit"
    for part in ("analysis", "data", "notebooks", "seeds", "tests/fixtures/articles"):
        shutil.copytree(paths.ROOT / part, root / part)
    shutil.copy(paths.ROOT / "requirements.lock", root)
    for path in (root, *root.rglob("*")):
        path.chmod(path.stat().st_mode & ~0o222)
    return root, AS_NOBODY if os.geteuid() == 0 else []


@pytest.fixture
def home(tmp_path):
    """A folder that is the unprivileged user's own."""
    place = tmp_path / "home"
    place.mkdir()
    if os.geteuid() == 0:
        os.chown(place, NOBODY, NOBODY)
    return place


def test_no_setting_or_path_of_the_machine_changes_a_byte_of_an_export(plain, tmp_path):
    folder = tmp_path / "Ärger mit Löchern 新聞 'x'"
    folder.mkdir()
    shutil.copy(HARBOUR, folder)
    assert export(folder / "harbour.txt", tmp_path / "out", env=environment(tmp_path, **TURKEY), cwd=folder) == plain


def test_without_a_network_or_a_locale_no_byte_of_an_export_changes(plain, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir()
    (closed / "sitecustomize.py").write_text(
        "import socket\n"
        "def refuse(*_, **__):\n"
        "    raise SystemExit('the network was asked for')\n"
        "socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse\n"
    )
    env = environment(tmp_path, PYTHONPATH=str(closed), **NOWHERE)
    assert export(HARBOUR, tmp_path / "out", env=env) == plain


def test_no_setting_path_or_user_changes_a_byte_of_a_report(report_folder, sealed, home):
    root, nobody = sealed
    env = os.environ | NOWHERE | {"PYTHONPATH": str(root), "HOME": str(home), "TMPDIR": str(home)}
    del env["CLAIMBOOK_CACHE"]
    words = [*nobody, sys.executable, "-m", "analysis", "report", str(root / "seeds"), "-o", str(home / "pages")]
    subprocess.run(words, env=env, cwd="/", check=True, timeout=LIMIT)
    plain = read_pages(report_folder)
    assert len(plain) == 5
    assert read_pages(home / "pages") == plain
    assert not (root / ".claimbook-cache").exists()


EACH = """
import json, sys
from analysis.__main__ import main
sys.exit(sum(main(words) for words in json.loads(sys.argv[1])))
"""


def test_a_checkout_that_may_not_be_written_to_says_so_in_one_sentence(sealed, home):
    root, nobody = sealed
    env = os.environ | {"PYTHONPATH": str(root), "HOME": str(home), "TMPDIR": str(home)}
    article = root / HARBOUR.relative_to(paths.ROOT)
    told = {
        ("tokens", article, "-o", root / "tokens.csv"): "tokens.csv: could not be written (Permission denied)",
        ("corrections", article): "harbour.csv: could not be written (Permission denied)",
        ("report", article): "reports: cannot be written to",
        ("corpus", article.parent, "--out", root / "corpus"): "corpus: cannot be written to",
    }
    commands = json.dumps([list(map(str, words)) for words in told])
    _, said = run("-c", EACH, commands, code=len(told), before=nobody, env=env, cwd="/")
    lines = said.splitlines()
    assert len(lines) == len(told)
    for line, words in zip(lines, told.values(), strict=True):
        assert words in line


KILLED = """
import os, pathlib, signal, sys
from analysis.__main__ import main
moment, target, *words = sys.argv[1:]
replace = pathlib.Path.replace

def kill(self, place):
    if moment == "after":
        replace(self, place)
    os.kill(os.getpid(), signal.SIGKILL)

pathlib.Path.replace = kill
main([*words, "-o", target])
"""


@pytest.mark.parametrize(
    ("verb", "moment"), [("tokens", "before"), ("corrections", "before"), ("corrections", "after")]
)
def test_killed_before_or_after_the_last_step_the_file_is_the_old_or_the_new_one(tmp_path, verb, moment):
    target, env = tmp_path / "table.csv", environment(tmp_path, CLAIMBOOK_CACHE="off")
    target.write_text("before")
    run("-c", KILLED, moment, target, verb, HARBOUR, code=-signal.SIGKILL, env=env)
    if moment == "before":
        assert target.read_text() == "before"
    else:
        assert main([verb, str(HARBOUR), "-o", str(tmp_path / "undisturbed.csv")]) == 0
        assert target.read_bytes() == (tmp_path / "undisturbed.csv").read_bytes()


def test_a_full_disk_stops_a_corpus_in_one_sentence_and_the_next_run_finishes_it(tmp_path):
    def little():
        resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    source, out = tmp_path / "six.jsonl", tmp_path / "out"
    source.write_text("".join(VELMORA.read_text(encoding="utf-8").splitlines(keepends=True)[:6]), encoding="utf-8")
    _, said = kit("corpus", source, "--out", out, "--workers", "1", code=1, preexec_fn=little)
    assert "File too large; check the disk's free space" in said
    assert "six.jsonl" not in said, "no article is to blame"
    assert not (out / "manifest.json").exists()
    for folder in (out, tmp_path / "other"):
        assert corpus.build(source, folder, workers=0) == 0
    assert Dataset(out).digest() == Dataset(tmp_path / "other").digest()
