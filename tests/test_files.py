"""Writing: whole or not at all."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from analysis import ClaimbookError
from analysis.files import check_writable, replace_file


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("before")
    replace_file(path, "after ü\n")
    assert path.read_bytes() == "after ü\n".encode()
    assert [inside.name for inside in tmp_path.iterdir()] == ["a.csv"]
    assert path.stat().st_mode & 0o600 == 0o600


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ClaimbookError, match=r"file/a\.csv: could not be written"):
        replace_file(tmp_path / "file/a.csv", "x")


def test_a_folder_is_checked_before_it_is_made(tmp_path):
    (tmp_path / "file").touch()
    check_writable(tmp_path / "new/folder")
    with pytest.raises(ClaimbookError, match=r"file/new: cannot be written to"):
        check_writable(tmp_path / "file/new")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.slow
def test_killed_at_any_moment_it_leaves_the_old_state_or_the_new_one(tmp_path):
    path = tmp_path / "a.bin"
    code = (
        "import sys; from pathlib import Path; from analysis.files import check_writable, replace_file\n"
        "print('ready', flush=True)\n"
        "while True:\n    for letter in b'ab': replace_file(Path(sys.argv[1]), bytes([letter]) * 2_000_000)"
    )
    path.write_bytes(b"b" * 2_000_000)
    for reads in range(1, 9):
        process = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE)
        process.stdout.readline()
        for _ in range(reads * 7):  # a different moment each time, without a clock
            path.read_bytes()
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        content = path.read_bytes()
        assert len(content) == 2_000_000
        assert len(set(content)) == 1


def test_a_link_is_followed(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "note.txt").write_text("before")
    (tmp_path / "link.txt").symlink_to(Path("elsewhere") / "note.txt")
    replace_file(tmp_path / "link.txt", "after")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "elsewhere" / "note.txt").read_text() == "after"


def test_a_pipe_takes_the_data_and_stays_a_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    replace_file(pipe, "data")
    assert os.read(reader, 10) == b"data"
    assert pipe.is_fifo()
    os.close(reader)


def test_links_in_a_circle_give_way(tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    replace_file(tmp_path / "loop", "here")
    assert (tmp_path / "loop").read_text() == "here"
