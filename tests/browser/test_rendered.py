"""The rendered pages in a real browser: nothing is asked for, nothing runs, everybody can read them."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ("index", "01_tokens", "02_entities", "03_sentiment", "04_claims")
LOOKS = [(width, scheme) for width in (360, 1280) for scheme in ("light", "dark")]


@pytest.fixture(scope="module")
def context(browser):
    """What all pages of this file are opened in: without a network."""
    context = browser.new_context(offline=True)
    yield context
    context.close()


@pytest.fixture
def open_page(context, report_folder):
    """Opens a page and keeps what it asked for."""
    opened = []

    def go(name):
        page = context.new_page()
        opened.append(page)
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        look(page, *LOOKS[-1])
        page.goto(next(report_folder.rglob(f"{name}.html")).as_uri())
        return page

    yield go
    for page in opened:
        page.close()


def look(page, width, scheme):
    """Look at a page as wide as this, in light or dark."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)


@pytest.mark.parametrize("name", PAGES)
def test_each_look_has_no_serious_fault_asks_for_nothing_and_fits(open_page, name):
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(name)
    for width, scheme in LOOKS:
        look(page, width, scheme)
        page.wait_for_function("[...document.images].every(image => image.complete && image.naturalWidth > 0)")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} at {width} px"
        found = Axe().run(page).response["violations"]
        serious = [
            (fault["id"], [node["html"][:200] for node in fault["nodes"]][:3])
            for fault in found
            if fault["impact"] in {"serious", "critical"}
        ]
        assert serious == [], f"{name} at {width} px, {scheme}"
    assert [url for url in page.asked[1:] if not url.startswith("data:")] == []


def test_light_and_dark_wide_and_narrow_have_drawings_of_their_own(open_page):
    page = open_page("index")
    taken = set()
    for width, scheme in LOOKS:
        look(page, width, scheme)
        page.reload()
        taken.add(page.evaluate("document.querySelector('figure img').currentSrc"))
    assert len(taken) == len(LOOKS)


def test_marks_lead_to_rows_and_back(open_page):
    page = open_page("index")
    page.locator(".cb-article .cb-ref").nth(2).click()
    assert page.evaluate("document.querySelector(':target').tagName") == "TR"
    page.locator("tr:target .cb-ref").click()
    assert page.evaluate("document.querySelector(':target').closest('.cb-article') !== null")


def test_the_policy_stops_a_script_that_got_in(open_page, report_folder, tmp_path):
    page = open_page("index")
    bad = tmp_path / "bad.html"
    text = (report_folder / "index.html").read_text(encoding="utf-8")
    added = "<script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\"></body>"
    bad.write_text(text.replace("</body>", added), encoding="utf-8")
    page.goto(bad.as_uri())
    page.wait_for_load_state("load")
    assert "owned" not in page.title()


@pytest.mark.parametrize("name", PAGES)
def test_print_cuts_off_no_figure(open_page, name, tmp_path):
    page = open_page(name)
    # A4 at 96 pixels an inch less margins of 15 mm: what a figure must fit into.
    page.set_viewport_size({"width": 680, "height": 1009})
    page.emulate_media(media="print")
    boxes = page.evaluate(
        "[...document.querySelectorAll('figure')].map(f => f.getBoundingClientRect()).map(b => [b.right, b.height])"
    )
    assert boxes or name == "04_claims"
    assert all(right <= 680 and height <= 1009 for right, height in boxes)
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    made = tmp_path / "page.pdf"
    page.pdf(path=made, prefer_css_page_size=True)
    assert made.read_bytes().startswith(b"%PDF")
