"""A browser without a network, and a JupyterLab of its own for it to open."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path
from time import monotonic

import nbformat
import pytest

from analysis import paths
from tests.conftest import FIXTURES, chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No pages of the browser's own, such as its tab strip, made ready beside each of ours.
    "--disable-features=PreloadTopChromeWebUI,WebUITabStrip,Translate,MediaRouter,OptimizationHints",
]
ARTICLES = {"seed": [paths.ROOT / "seeds"], "several": [FIXTURES / "hostile", FIXTURES / "coverage"]}
PATIENCE = 180


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """The address of a JupyterLab with the notebooks in it, once for each set of articles, and its token."""
    root = tmp_path_factory.mktemp("lab")
    for name, folders in ARTICLES.items():
        articles = tmp_path_factory.mktemp(name)
        for folder in folders:
            shutil.copytree(folder, articles, dirs_exist_ok=True)
        (root / name).mkdir()
        for path in sorted(paths.NOTEBOOKS.glob("0[0-4]*.ipynb")):
            book = nbformat.read(path, as_version=4)
            cell = next(cell for cell in book.cells if "parameters" in cell.metadata.get("tags", []))
            cell.source = cell.source.replace("SEEDS = None", f"SEEDS = {str(articles)!r}")
            nbformat.write(book, root / name / path.name)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    server = _start(root, tmp_path_factory.mktemp("jupyter"), port, token)
    try:
        _wait(server, f"http://127.0.0.1:{port}/api/status?token={token}")
        yield f"http://127.0.0.1:{port}", token
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def _start(root: Path, scratch: Path, port: int, token: str) -> "subprocess.Popen[bytes]":
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "JUPYTERLAB_WORKSPACES_DIR")
    environment = os.environ | {name: str(scratch / name.lower()) for name in names}
    environment |= {"JUPYTERLAB_SETTINGS_DIR": str(scratch / "settings"), "JUPYTER_PREFER_ENV_PATH": "1"}
    # The question whether to fetch news covers the page.
    notices = scratch / "settings/@jupyterlab/apputils-extension/notification.jupyterlab-settings"
    notices.parent.mkdir(parents=True)
    notices.write_text(json.dumps({"fetchNews": "false"}))
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={root}", "--LabApp.expose_app_in_browser=True",
    ]  # fmt: skip
    log = (scratch / "log").open("wb")
    with log:
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)


def _wait(server: "subprocess.Popen[bytes]", address: str) -> None:
    end = monotonic() + PATIENCE
    while monotonic() < end:
        assert server.poll() is None, "JupyterLab did not start"
        with suppress(OSError), urllib.request.urlopen(address, timeout=5):  # noqa: S310 (our own server)
            return
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=0.3)
    pytest.fail("JupyterLab did not answer")
