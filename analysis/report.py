"""The report: the notebooks executed one after another and rendered as pages that are safe to send."""

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import article, paths
from analysis.errors import ClaimbookError
from analysis.files import alone_in, check_writable, replace_file

if TYPE_CHECKING:
    from jupyter_client.manager import KernelManager
    from nbclient import NotebookClient
    from nbformat import NotebookNode

# In this order; the first becomes index.html.
NAMES = ("00_report", "01_tokens", "02_entities", "03_sentiment", "04_claims")
INDEX = "index.html"
# The others stand in a folder that is named after what is in them.
DETAILS, DIGITS = "pages-", 12
# On import, jsonschema builds this grammar of web addresses where it finds it: two seconds, for a format that no notebook has.
GRAMMAR = "rfc3987_syntax"
# A cell that takes longer hangs; the slowest takes some seconds.
SECONDS = 600
# A kernel is there within some seconds, where nothing else keeps the machine busy.
STARTUP = 300
HERE = Path(__file__).parent


def build(
    places: Sequence[Path | str] | None = None,
    output: Path | str | None = None,
    *,
    notebooks: Path = paths.NOTEBOOKS,
    seconds: int = SECONDS,
) -> Path:
    """Execute the notebooks on the articles at `places` and put their pages into `output`.

    The pages there are replaced together, in one step, when all of the new ones are complete: whatever fails or is killed before leaves
    them as they were.

    Parameters
    ----------
    places
        Articles or folders of them; the seeds if not given.
    output
        The folder for the pages, ``reports/`` if not given; other files in it are left alone.
    notebooks
        Where the notebooks are.
    seconds
        The longest that a single cell may take.

    Returns
    -------
    Path
        The report's first page.

    Raises
    ------
    ClaimbookError
        Where there is no readable article, a cell fails or takes too long, a kernel dies, or the pages cannot be written.
    """
    from analysis import progress

    folder = Path(output or paths.REPORTS)
    # The notebooks run in a folder of their own; a link keeps its name, which is the article's.
    seeds = [article.as_path(place).absolute() for place in places or paths.seeds()]
    for place in seeds:
        if "\n" in str(place):
            raise ClaimbookError(f"{place}: its name holds a line break; rename it")
    title = _title(article.find(seeds))
    check_writable(folder)
    with (
        tempfile.TemporaryDirectory(prefix="claimbook-") as scratch,
        kernel(notebooks, seeds, scratch=Path(scratch), seconds=seconds) as client,
    ):
        books = {name: execute(notebooks / f"{name}.ipynb", client) for name in progress.bar(NAMES, "report")}
    _replace_pages(folder, render(books, title))
    return folder / INDEX


@contextmanager
def kernel(folder: Path, seeds: Sequence[Path], *, scratch: Path, seconds: int = SECONDS) -> "Iterator[NotebookClient]":
    """Start the kernel that notebooks in `folder` are executed in, on the articles at `seeds`; end it afterwards.

    It is this very Python, whatever kernels are installed, without the user's own IPython profile.

    Raises
    ------
    ClaimbookError
        Where it does not answer.
    """
    sys.modules.setdefault(GRAMMAR, None)  # type: ignore[arg-type]
    from nbclient import NotebookClient
    from nbformat.v4 import new_notebook

    client = NotebookClient(
        new_notebook(),  # type: ignore[no-untyped-call]
        km=_kernel_manager(),
        timeout=seconds,
        startup_timeout=STARTUP,
        record_timing=False,
    )
    environment = os.environ | {"CLAIMBOOK_SEEDS": "\n".join(map(str, seeds)), "IPYTHONDIR": str(scratch / "ipython")}
    try:
        client.start_new_kernel(env=environment, cwd=str(folder))
        client.start_new_kernel_client()
    except RuntimeError:
        raise ClaimbookError(
            f"the report's kernel died or did not answer within {STARTUP} seconds (is the machine busy with something else?); "
            "the pages that were there before are unchanged"
        ) from None
    try:
        yield client
    finally:
        # A signal may have ended it already.
        if client.km is not None:
            client._cleanup_kernel()  # noqa: SLF001 (it has no other handle)


def execute(notebook: Path, client: "NotebookClient") -> "NotebookNode":
    """Run `notebook` in the kernel of `client` and return it with its outputs; the file itself stays as it is.

    It finds nothing there that an earlier notebook has named; what that has imported need not be loaded again.

    Raises
    ------
    ClaimbookError
        Where a cell fails or takes too long, or the kernel dies.
    """
    import nbformat
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    book: NotebookNode = nbformat.read(notebook, as_version=4)  # type: ignore[no-untyped-call]
    running = 0

    def count_cell(cell: "NotebookNode", cell_index: int) -> None:  # noqa: ARG001 (nbclient calls it by these names)
        nonlocal running
        running += cell.cell_type == "code"

    client.nb, client.on_cell_start = book, count_cell
    client.kc.execute("%reset -f", silent=True)  # type: ignore[union-attr]
    try:
        client.execute()
    except CellTimeoutError:
        problem = f"ran longer than {client.timeout} seconds and was stopped"
    except CellExecutionError as error:
        problem = f"failed: {error.evalue if error.ename == 'ClaimbookError' else f'{error.ename}: {error.evalue}'}"
    except DeadKernelError:
        problem = "lost its kernel, which died (often for want of memory)"
    else:
        return book
    raise ClaimbookError(
        f"{notebook}: code cell {running} {problem}; the pages that were there before are unchanged"
    ) from None


def render(books: "dict[str, NotebookNode]", title: str) -> dict[str, str]:
    """Return the pages by their path in the report's folder, each with links to the others.

    Only the first one knows the folder that the others stand in, which is named after their content: to replace the first
    page is to replace them all.
    """
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    settings = json.loads((HERE / "jupyter_nbconvert_config.json").read_text(encoding="utf-8"))
    # The template of this checkout, which may be newer than the one that was installed.
    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        config=Config(settings), template_name="template", extra_template_basedirs=[str(HERE)]
    )

    def export(name: str, files: dict[str, str]) -> str:
        menu = [{"file": files[other], "title": book.metadata.claimbook.title} for other, book in books.items()]
        known = {"file": files[name], "pages": menu, "title": f"{books[name].metadata.claimbook.title}: {title}"}
        page: str = exporter.from_notebook_node(books[name], {"metadata": {"name": name}, "claimbook": known})[0]
        return page

    first, *others = books
    beside = {name: f"{name}.html" for name in others}
    details = {name: export(name, {first: f"../{INDEX}"} | beside) for name in others}
    folder = DETAILS + hashlib.sha256("".join(details.values()).encode()).hexdigest()[:DIGITS]
    places = {name: f"{folder}/{file}" for name, file in beside.items()}
    return {places[name]: page for name, page in details.items()} | {INDEX: export(first, {first: INDEX} | places)}


def _title(chosen: list[Path]) -> str:
    """Return what the report is about; raise the first article's error where none can be read."""
    titles, failures = [], []
    for path in chosen:
        try:
            titles.append(article.load(path).title)
        except ClaimbookError as failure:
            failures.append(failure)
    if not titles:
        raise failures[0]
    return titles[0] if len(titles) == 1 else f"{titles[0]} and {len(titles) - 1} more"


def _kernel_manager() -> "KernelManager":
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    class OwnKernel(AsyncKernelManager):
        """A kernel of this interpreter: installed kernels may be those of other environments."""

        @property
        def kernel_spec(self) -> KernelSpec:
            options = [
                "-m",
                "ipykernel_launcher",
                "-f",
                "{connection_file}",
                "--HistoryManager.enabled=False",
                "--log-level=ERROR",
            ]
            return KernelSpec(argv=[sys.executable, "-Xfrozen_modules=off", *options], language="python")

    return OwnKernel()


def _replace_pages(folder: Path, pages: dict[str, str]) -> None:
    """Put `pages` into `folder`, the first page last: until then, and if this ends before, it leads to the pages that were there."""
    used = {Path(name).parts[0] for name in pages}
    with alone_in(folder, wait=True):
        new = [folder / name for name in used - {INDEX} if not (folder / name).exists()]
        try:
            for name in sorted(pages, key=lambda name: name == INDEX):
                replace_file(folder / name, pages[name])
        except ClaimbookError:
            for place in new:
                shutil.rmtree(place, ignore_errors=True)
            raise
        # Nothing leads to the former pages any more, nor to what a run that was killed left behind.
        for place in folder.glob(DETAILS + "[0-9a-f]" * DIGITS):
            if place.name not in used:
                shutil.rmtree(place, ignore_errors=True)
        for leftover in (*folder.glob(f".{INDEX}.*.tmp"), *folder.glob(f"{DETAILS}*/.*.html.*.tmp")):
            leftover.unlink(missing_ok=True)
