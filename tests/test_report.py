"""The report: made in one go or not at all, the same bytes each time, safe to send."""

import ast
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis import report
from analysis.errors import ClaimbookError
from tests.conftest import FIXTURES, wait_for
from tests.test_pages import Reader

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:"


def write_notebooks(folder, source):
    """Five notebooks that show `source` and cost little to run."""
    for name in report.NAMES:
        book = new_notebook(cells=[new_markdown_cell("# Title"), new_code_cell(source)])
        book.metadata = {"claimbook": {"title": name}, "kernelspec": {"name": "nowhere", "display_name": "nowhere"}}
        nbformat.write(book, folder / f"{name}.ipynb")


def read_pages(folder):
    """The text of each page by its path in `folder`."""
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob("*.html")}


def reach(folder):
    """What somebody who opens the first page and follows the links from page to page comes to see."""
    seen, waiting = {}, [folder / "index.html"]
    for path in waiting:
        seen[path.relative_to(folder).as_posix()] = text = path.read_text(encoding="utf-8")
        links = [(path.parent / link).resolve() for link in Reader(text).links if link.endswith(".html")]
        waiting += [link for link in links if link not in waiting]
    return seen


@pytest.fixture(scope="module")
def pages(report_folder):
    return read_pages(report_folder)


@pytest.mark.slow
def test_all_pages_are_there_and_linked(pages, report_folder):
    names = [Path(name).name for name in sorted(pages)]
    assert names == ["index.html", "01_tokens.html", "02_entities.html", "03_sentiment.html", "04_claims.html"]
    for name in pages:
        page = report_folder / name
        files = [link for link in Reader(pages[name]).links if not link.startswith("#")]
        assert sorted((page.parent / link).resolve() for link in files) == sorted(
            report_folder / other for other in pages if other != name
        )


@pytest.mark.slow
def test_pages_are_safe_to_send(pages):
    for page in pages.values():
        seen = Reader(page)
        assert not {"script", "iframe", "object", "embed", "link", "base", "form"} & set(seen.elements)
        assert not [name for name in seen.attributes if name.startswith("on")]
        assert POLICY in page
        assert "http://" not in page
        assert "https://" not in page
        assert page.count(".cb mark")
        assert page.count("<style>") == 2


@pytest.mark.slow
def test_pages_can_be_read_by_anybody(pages):
    for page in pages.values():
        seen = Reader(page)
        assert '<html lang="en">' in page
        assert seen.elements.count("h1") == 1
        levels = [int(tag[1]) for tag in seen.elements if tag in {"h1", "h2", "h3", "h4"}]
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
        assert page.count("<img") == page.count('<img alt="') > 0
        assert 'alt=""' not in page
        assert len(seen.ids) == len(set(seen.ids))


@pytest.mark.slow
def test_the_first_page_is_enough(pages):
    index = pages["index.html"]
    assert len(index.encode()) < 3_000_000
    seen = Reader(index)
    claims = {name for name in seen.ids if name.startswith("claim-")}
    assert len(claims) > 5
    assert {link.removeprefix("#") for link in seen.links if link.startswith("#")} - {"content"} <= set(seen.ids)
    assert "<details" not in index


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    """The pages of several reports, hostile articles among them."""
    folder = tmp_path_factory.mktemp("several")
    for name in ("coverage", "hostile"):
        shutil.copytree(FIXTURES / name, folder / "seeds", dirs_exist_ok=True)
    shutil.move(folder / "seeds/markup.txt", folder / "seeds/<img src=x onerror=alert(1)> $1 $2 {{x}}.txt")
    report.build([folder / "seeds"], folder / "out")
    return read_pages(folder / "out")


@pytest.mark.slow
def test_several_reports_are_compared(several):
    seen = Reader(several["index.html"])
    assert "Northmoor Wire" in seen.text
    assert "independent outlet" in seen.text
    assert len(seen.ids) == len(set(seen.ids))


@pytest.mark.slow
def test_hostile_articles_stay_text(several):
    for page in several.values():
        seen = Reader(page)
        assert "script" not in seen.elements
        assert not [name for name in seen.attributes if name.startswith("on")]
        assert not [link for link in seen.links if ":" in link]
        assert "\u202e" not in page
        assert seen.elements.count("h1") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("1\n1 / 0", "code cell 1 failed: ZeroDivisionError: division by zero"),
        ("from analysis import read\nread('nowhere.txt')", "code cell 1 failed: nowhere.txt: could not be read"),
        ("import os\nos._exit(1)", "code cell 1 lost its kernel"),
        ("while True: pass", "code cell 1 ran longer than 3 seconds"),
    ],
    ids=["error", "sentence", "death", "hang"],
)
def test_what_fails_is_named_and_leaves_the_pages(tmp_path, source, told):
    write_notebooks(tmp_path, source)
    (tmp_path / "out").mkdir()
    (tmp_path / "out/index.html").write_text("before")
    # Only what hangs is to be out of time, however busy the machine.
    seconds = 3 if "seconds" in told else 600
    with pytest.raises(ClaimbookError) as caught:
        report.build([FIXTURES / "articles"], tmp_path / "out", notebooks=tmp_path, seconds=seconds)
    assert told in str(caught.value)
    assert "00_report.ipynb" in str(caught.value)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["index.html"]
    assert (tmp_path / "out/index.html").read_text() == "before"


@pytest.mark.slow
def test_no_notebook_finds_what_another_one_named(tmp_path):
    write_notebooks(tmp_path, "assert 'left' not in globals() and not Out\nleft = 1\nleft")
    with report.kernel(tmp_path, [FIXTURES / "articles"], scratch=tmp_path) as client:
        for name in report.NAMES[:2]:
            book = report.execute(tmp_path / f"{name}.ipynb", client)
            assert book.cells[1].outputs[0].data["text/plain"] == "1"


SILENT = """
import pathlib, sys
from jupyter_client.kernelspec import KernelSpec
from analysis import report
manager = report._kernel_manager()
silent = [sys.executable, "-c", "import time; time.sleep(60)", "{connection_file}"]
type(manager).kernel_spec = KernelSpec(argv=silent, language="python")
report._kernel_manager, report.STARTUP = lambda: manager, 2
try:
    report.build([sys.argv[1]], sys.argv[2], notebooks=pathlib.Path(sys.argv[3]))
except report.ClaimbookError as error:
    sys.exit(str(error))
"""


@pytest.mark.slow
def test_a_kernel_that_does_not_answer_is_one_sentence(tmp_path):
    write_notebooks(tmp_path, "1")
    command = [sys.executable, "-c", SILENT, str(FIXTURES / "articles"), str(tmp_path / "out"), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert "kernel died or did not answer within 2 seconds" in done.stderr.splitlines()[-1]
    assert "AssertionError" not in done.stderr
    assert not (tmp_path / "out/index.html").exists()


def test_without_a_readable_article_nothing_is_run(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\0")
    with pytest.raises(ClaimbookError, match=r"a\.txt: a binary file"):
        report.build([tmp_path], tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_several_places_are_read_where_they_are_also_what_a_folder_would_leave_out(tmp_path):
    write_notebooks(tmp_path, "from analysis import read_all\n[str(story.article.path) for story in read_all()]")
    places = [FIXTURES / "coverage/dale.txt", tmp_path / "README.txt", tmp_path / "link.txt"]
    for place in places[1:]:
        place.with_suffix(".md").write_text("The mayor said the ferry will run all winter.")
        place.symlink_to(place.with_suffix(".md"))
    with report.kernel(tmp_path, places, scratch=tmp_path) as client:
        book = report.execute(tmp_path / "00_report.ipynb", client)
    assert ast.literal_eval(book.cells[1].outputs[0].data["text/plain"]) == [str(place) for place in places]


def test_a_place_with_a_line_break_in_its_name_is_one_sentence(tmp_path):
    (tmp_path / "a\nb").mkdir()
    shutil.copy(FIXTURES / "articles/harbour.txt", tmp_path / "a\nb")
    with pytest.raises(ClaimbookError, match="a line break; rename it"):
        report.build([tmp_path / "a\nb"], tmp_path / "out")


def render_three(word):
    books = {name: new_notebook(cells=[new_markdown_cell(f"# {word} {name}")]) for name in report.NAMES[:3]}
    for name, book in books.items():
        book.metadata = {"claimbook": {"title": name}}
    return report.render(books, word)


KILLED = """
import json, os, pathlib, shutil, signal, sys
from analysis import report
before, places, pages = pathlib.Path(sys.argv[1]), sys.argv[2:], json.load(sys.stdin)
replace = pathlib.Path.replace

def kill(self, target):
    global left
    if left < 2:
        if left == 1:
            replace(self, target)
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 2
    return replace(self, target)

for number, place in enumerate(places):
    shutil.copytree(before, place)
    if not (child := os.fork()):
        left, pathlib.Path.replace = number, kill
        report._replace_pages(pathlib.Path(place), pages)
        os._exit(0)
    os.waitpid(child, 0)
"""


def test_killed_between_any_two_steps_the_first_page_leads_to_the_old_report_or_to_the_new_one(tmp_path):
    old, new = render_three("old"), render_three("new")
    report._replace_pages(tmp_path / "before", old)
    assert reach(tmp_path / "before") == old
    # Before and after each of three files is moved to its place, and once to the end.
    places = [tmp_path / str(number) for number in range(7)]
    command = [sys.executable, "-c", KILLED, *map(str, (tmp_path / "before", *places))]
    subprocess.run(command, check=True, input=json.dumps(new).encode())
    assert [reach(place) for place in places] == [old] * 5 + [new] * 2
    for place in places:
        report._replace_pages(place, new)
        assert read_pages(place) == new
        assert {path.name for path in place.iterdir()} == {".lock", *(Path(name).parts[0] for name in new)}


FULL = """
import json, pathlib, resource, sys
from analysis import report
resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
report._replace_pages(pathlib.Path(sys.argv[1]), json.load(sys.stdin))
"""


def test_a_full_disk_leaves_the_pages_that_were_there(tmp_path):
    old = render_three("old")
    report._replace_pages(tmp_path, old)
    before = sorted(tmp_path.rglob("*"))
    command = [sys.executable, "-c", FULL, str(tmp_path)]
    done = subprocess.run(command, input=json.dumps(render_three("new")), capture_output=True, text=True)
    assert "could not be written (File too large); free some space" in done.stderr
    assert read_pages(tmp_path) == old
    assert sorted(tmp_path.rglob("*")) == before


HANGING = """
import pathlib, sys
from analysis import report
try:
    report.build([sys.argv[1]], sys.argv[2], notebooks=pathlib.Path(sys.argv[3]))
except KeyboardInterrupt:
    sys.exit("stopped")
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda how: how.name)
def test_a_report_that_is_stopped_leaves_the_pages_and_no_process(tmp_path, how):
    note = tmp_path / "kernel"
    write_notebooks(tmp_path, f"import os, time\nopen({str(note)!r}, 'w').write(f'{{os.getpid()}}.')\ntime.sleep(3600)")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/index.html").write_text("before")
    command = [sys.executable, "-c", HANGING, str(FIXTURES / "articles"), str(tmp_path / "out"), str(tmp_path)]
    with subprocess.Popen(command, env=os.environ | {"TMPDIR": str(tmp_path)}, stderr=subprocess.DEVNULL) as process:
        wait_for(lambda: note.exists() and note.read_text().endswith("."), process)
        kernel = psutil.Process(int(note.read_text().rstrip(".")))
        process.send_signal(how)
        assert process.wait(60) != 0
    wait_for(lambda: not kernel.is_running() or kernel.status() == psutil.STATUS_ZOMBIE)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["index.html"]
    assert (tmp_path / "out/index.html").read_text() == "before"


def test_pages_that_could_not_be_written_leave_nothing_of_theirs(tmp_path):
    old = render_three("old")
    report._replace_pages(tmp_path, old)
    (tmp_path / "index.html").unlink()
    (tmp_path / "index.html").mkdir()
    with pytest.raises(ClaimbookError, match=r"index\.html: could not be written"):
        report._replace_pages(tmp_path, render_three("new"))
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.glob("*/*.html")} == set(old) - {"index.html"}


def test_what_else_is_in_the_folder_is_left_alone(tmp_path):
    (tmp_path / "pages-of-mine").mkdir()
    (tmp_path / "notes.txt").write_text("mine")
    for word in ("old", "new"):
        report._replace_pages(tmp_path, render_three(word))
    assert len([path.name for path in tmp_path.iterdir()]) == 5
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.slow
def test_two_reports_at_once_leave_one_whole_report(tmp_path):
    write_notebooks(tmp_path, "1")
    # One that reads is enough for both to use the cache at once; what the pages show is no matter here.
    shows = new_code_cell("from analysis import read_all\n\n[len(story.tokens) for story in read_all()]")
    book = nbformat.read(tmp_path / "00_report.ipynb", as_version=4)
    book.cells.append(shows)
    nbformat.write(book, tmp_path / "00_report.ipynb")
    call = "import sys; from pathlib import Path; from analysis import report; report.build([sys.argv[1]], sys.argv[2], notebooks=Path(sys.argv[3]))"
    arguments = [sys.executable, "-c", call, str(FIXTURES / "articles"), str(tmp_path / "out"), str(tmp_path)]
    with subprocess.Popen(arguments) as one, subprocess.Popen(arguments) as two:
        assert (one.wait(300), two.wait(300)) == (0, 0)
    alone = report.build([FIXTURES / "articles"], tmp_path / "alone", notebooks=tmp_path).parent
    assert read_pages(tmp_path / "out") == read_pages(alone)


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ClaimbookError, match=r"file: .* choose another place"):
        report._replace_pages(tmp_path / "file", {"index.html": ""})


def render(output):
    book = new_notebook(cells=[new_code_cell("x", outputs=[output])])
    book.metadata = {"claimbook": {"title": "T"}}
    return report.render({"00_report": book}, "</title><script>")["index.html"]


@pytest.mark.parametrize(
    "kind",
    [
        "application/javascript",
        "text/markdown",
        "text/latex",
        "application/vnd.jupyter.widget-view+json",
        "text/plain",
        "text/vnd.mermaid",
    ],
)
def test_only_html_pictures_and_text_are_let_through(kind):
    bad = "<script>alert(1)</script>"
    data = {"text/plain": bad, kind: {"model_id": bad} if kind.endswith("json") else bad}
    page = render(nbformat.v4.new_output("display_data", data=data))
    assert "script" not in Reader(page).elements


def test_a_picture_keeps_its_alt_text():
    data = {"image/png": "AAAA", "text/plain": "two <bars>"}
    page = render(nbformat.v4.new_output("display_data", data=data))
    assert 'alt="two &lt;bars&gt;"' in page


def test_the_installed_template_is_this_one():
    installed = Path(sys.prefix) / "share/jupyter/nbconvert/templates/claimbook"
    for file in (report.HERE / "template").iterdir():
        assert (installed / file.name).read_bytes() == file.read_bytes(), f"{file.name}: run `make setup`"
    for name in ("jupyter_nbconvert_config.json", "jupyter_lab_config.json"):
        settings = Path(sys.prefix) / "etc/jupyter" / name
        assert json.loads(settings.read_text()) == json.loads((report.HERE / name).read_text()), (
            f"{name}: run `make setup`"
        )


@pytest.mark.slow
def test_a_plain_nbconvert_makes_the_same_safe_page(tmp_path):
    write_notebooks(tmp_path, "from analysis import pages, read_all\n\npages.coverage(read_all())")
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--execute", str(tmp_path / "04_claims.ipynb")]
    environment = os.environ | {"CLAIMBOOK_SEEDS": str(FIXTURES / "articles"), "IPYTHONDIR": str(tmp_path / "ipython")}
    book = nbformat.read(tmp_path / "04_claims.ipynb", as_version=4)
    book.metadata.kernelspec.name = "python3"
    nbformat.write(book, tmp_path / "04_claims.ipynb")
    subprocess.run(command, env=environment, check=True, cwd="/", capture_output=True)
    page = (tmp_path / "04_claims.html").read_text()
    assert POLICY in page
    assert "script" not in Reader(page).elements
    assert "Harbour Bridge to Close" in page
