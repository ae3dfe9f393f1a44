"""What installs the kit: the lock satisfies the requirements, and the Makefile says what is missing."""

import os
import re
import shutil
import subprocess
import sys
import tomllib

import pytest
from packaging.requirements import Requirement

from analysis import paths

ROOT = paths.ROOT
PINS = [
    Requirement(line.split("#")[0].strip())
    for line in (ROOT / "requirements.txt").read_text().splitlines()
    if line.split("#")[0].strip()
]
LOCK = (ROOT / "requirements.lock").read_text()


@pytest.mark.parametrize("pin", PINS, ids=lambda pin: pin.name)
def test_the_lock_satisfies_each_requirement_with_hashes(pin):
    entry = re.search(
        rf"^{re.escape(pin.name)}==(\S+) [^\n]*\\\n((?:    --hash=sha256:[0-9a-f]{{64}}[^\n]*\n)+)",
        LOCK,
        re.IGNORECASE | re.MULTILINE,
    )
    assert entry, f"{pin.name} is not in requirements.lock: run make lock"
    assert entry[1] in pin.specifier


def test_each_requirement_is_pinned_and_says_what_it_is_for():
    for line in (ROOT / "requirements.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            assert re.fullmatch(r"[\w-]+==\S+  # \S.{10,}", line), line


def test_every_package_in_the_lock_carries_hashes_and_none_names_an_index():
    entries = re.findall(r"^[a-z0-9][\w.-]*==[^\n]*\\\n(?:    --hash=sha256:[0-9a-f]{64}[^\n]*\n)+", LOCK, re.MULTILINE)
    assert len(entries) == len(re.findall(r"^[a-z0-9][\w.-]*==", LOCK, re.MULTILINE)) > 100
    assert "://" not in LOCK


def test_the_lock_serves_the_pythons_and_systems_that_the_project_names():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert wanted == ">=3.11,<3.14"
    assert "sys_platform == 'win32'" in LOCK
    assert "sys_platform == 'darwin'" in LOCK


def test_the_lock_is_installed_as_it_is_and_lacks_nothing():
    # pip before 25 sought `coverage[toml]` anew, took a later release than the lock's, and refused it for having no hash.
    for place in ("Makefile", "README.md"):
        for line in (ROOT / place).read_text().splitlines():
            if "-r requirements.lock" in line and "pip install" in line:
                assert "--no-deps --require-hashes" in line, place
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def make(folder, *arguments, path):
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("requirements.lock", "pyproject.toml"):
        (folder / name).touch()
    environment = {"PATH": str(path), "HOME": str(folder)}
    return subprocess.run(
        [shutil.which("make"), *arguments], capture_output=True, text=True, cwd=folder, env=environment
    )


def tools(folder, **scripts):
    """A folder with the few tools that the Makefile uses, and the given stand-ins for Python."""
    place = folder / "bin"
    place.mkdir()
    for name in ("sh", "bash", "test", "echo", "touch", "grep", "sed", "expand"):
        (place / name).symlink_to(shutil.which(name))
    for name, script in scripts.items():
        (place / name).write_text(f"#!/bin/sh\n{script}\n")
        (place / name).chmod(0o755)
    return place


def test_a_python_that_is_too_old_is_said_in_one_sentence(tmp_path):
    done = make(tmp_path, "setup", path=tools(tmp_path, python3="exit 1"))
    assert done.returncode != 0
    assert "Python 3.11, 3.12 or 3.13 is needed; install the package python3.11" in done.stderr


def test_a_python_without_venv_is_said_in_one_sentence(tmp_path):
    done = make(tmp_path, "setup", path=tools(tmp_path, python3='case "$2" in *ensurepip*) exit 1;; esac'))
    assert done.returncode != 0
    assert "install the package python3-venv" in done.stderr


def test_help_names_every_target(tmp_path):
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    said = make(tmp_path, "help", path=os.environ["PATH"]).stdout
    assert (
        set(re.findall(r"^  make ([a-z-]+)", said, re.MULTILINE))
        == set(targets)
        >= {"setup", "report", "test", "lab", "lint", "lock", "bench"}
    )
