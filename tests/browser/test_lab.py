"""JupyterLab in a real browser: Run All in every notebook, without an error and without obeying an article."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTEBOOKS = ("00_report", "01_tokens", "02_entities", "03_sentiment", "04_claims")
PATIENCE = 240_000
SESSION = "jupyterapp.shell.currentWidget?.context?.sessionContext?.session"
DONE = """() => {
  const cells = [...jupyterapp.shell.currentWidget.content.model.cells].filter(cell => cell.type === 'code');
  const outputs = cells.flatMap(cell => cell.outputs.toJSON());
  const idle = jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel?.status === 'idle';
  return outputs.some(output => output.output_type === 'error') || (idle && cells.every(cell => cell.executionCount));
}"""
OUTPUTS = """() => [...jupyterapp.shell.currentWidget.content.model.cells].filter(cell => cell.type === 'code')
  .flatMap(cell => cell.outputs.toJSON())"""


@pytest.fixture(scope="module")
def page(browser, lab):
    address, token = lab
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/lab?reset&token={token}")
    page.wait_for_selector(".jp-Launcher, .jp-DirListing", timeout=PATIENCE)
    yield page
    page.close()


def run_all(page, path):
    page.evaluate(
        "async path => { await jupyterapp.commands.execute('docmanager:open', {path, factory: 'Notebook'}); }", path
    )
    page.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell", timeout=PATIENCE)
    page.wait_for_function(f"() => {SESSION}?.path.endsWith('{path}')", timeout=PATIENCE)
    page.wait_for_function(f"() => {SESSION}?.kernel?.status === 'idle'", timeout=PATIENCE)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    # Not with each frame that is drawn: the outputs are large.
    page.wait_for_function(DONE, timeout=PATIENCE, polling=250)
    outputs = page.evaluate(OUTPUTS)
    # MathJax, if it had found anything to do, would do it when the page has a moment.
    page.evaluate("() => new Promise(done => requestIdleCallback(done, {timeout: 2000}))")
    seen = page.evaluate(
        """() => ({maths: document.querySelectorAll('mjx-container').length, title: document.title,
                   blocks: document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) .cb').length})"""
    )
    page.evaluate(
        """async () => {
          const panel = jupyterapp.shell.currentWidget;
          await panel.context.sessionContext.shutdown();
          await panel.context.save();
          panel.close();
        }"""
    )
    return outputs, seen


# A report executes every notebook with either set of articles; here is to be seen what JupyterLab makes of one or the other.
ARTICLES = ("several", "several", "seed", "seed", "several")


@pytest.mark.parametrize(("articles", "name"), list(zip(ARTICLES, NOTEBOOKS, strict=True)))
def test_run_all(page, articles, name):
    outputs, seen = run_all(page, f"{articles}/{name}.ipynb")
    assert [output for output in outputs if output["output_type"] in {"error", "stream"}] == []
    assert len(outputs) >= 4
    assert all("text/html" in output["data"] for output in outputs)
    assert seen["maths"] == 0
    assert "owned" not in seen["title"]
    assert seen["blocks"] >= 1
