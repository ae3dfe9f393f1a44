"""Notebooks: stripped, thin, and saying what they ask before they show it."""

import ast

import nbformat
import pytest

from analysis import paths

NOTEBOOKS = sorted(paths.NOTEBOOKS.glob("*.ipynb"))
ALLOWED = {"analysis", "pandas", "matplotlib"}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_all_are_there():
    assert [path.stem for path in NOTEBOOKS[:5]] == [
        "00_report",
        "01_tokens",
        "02_entities",
        "03_sentiment",
        "04_claims",
    ]


def test_is_valid_and_stripped(notebook):
    nbformat.validate(notebook)
    for cell in code(notebook):
        assert cell.outputs == []
        assert cell.execution_count is None


def test_holds_no_definitions_and_no_imports_of_others(notebook):
    for cell in code(notebook):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)), cell.id
            if isinstance(node, ast.Import):
                assert {name.name.split(".")[0] for name in node.names} <= ALLOWED
            if isinstance(node, ast.ImportFrom):
                assert node.module.split(".")[0] in ALLOWED


def test_what_it_imports_is_there(notebook):
    for cell in code(notebook):
        imports = "\n".join(line for line in cell.source.splitlines() if line.startswith(("import ", "from ")))
        exec(imports, {})  # noqa: S102 (our own notebooks)


def test_cells_are_short(notebook):
    assert max(len(cell.source.splitlines()) for cell in code(notebook)) <= 10


def test_begins_with_what_to_change_and_one_cell_of_parameters(notebook):
    assert notebook.cells[0].source.startswith("# ")
    assert "lab-only" in notebook.cells[1].metadata.tags
    tagged = [cell for cell in code(notebook) if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    assert tagged[0] is code(notebook)[0]


def test_every_section_asks_before_it_shows(notebook):
    headings = [cell.source.split("\n")[0] for cell in notebook.cells if cell.source.startswith("#")]
    assert [heading[:2] for heading in headings].count("# ") == 1
    for heading in headings[1:]:
        assert heading.startswith("## ")
        assert heading.endswith("?"), heading


def test_has_a_title_and_no_kernel_of_anybodys(notebook):
    assert notebook.metadata.claimbook.title
    assert notebook.metadata.kernelspec.name == "python3"
