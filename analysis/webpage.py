"""A saved web page: the article in it, and what the page says about it."""

from pathlib import Path
from typing import Any

from analysis.errors import ClaimbookError

# A day is taken from where the page says when it was published, not guessed from any number in it; and the clock has no say.
DATED = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}

# Tables are left out of the text, but trafilatura walks through them first, which takes minutes for thousands of cells. What an old page
# lays its article out in has fewer and longer ones.
DATA_TABLES = "//table[not(.//table) and count(.//td) > 200 and string-length() < 60 * count(.//td)]"


def read(path: Path, data: bytes) -> tuple[str, dict[str, str]]:
    """Return the article inside the page `data`, its headline as the first line, and what the page says of title, outlet, day and address.

    Raises
    ------
    ClaimbookError
        Where trafilatura finds no article in it; `path` is named.
    """
    import trafilatura

    page: Any = trafilatura.bare_extraction(
        data,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        prune_xpath=DATA_TABLES,
        deduplicate=False,
        date_extraction_params=DATED,
    )
    body = (page.text or "").strip() if page else ""
    if not page or not body:
        raise ClaimbookError(f"{path}: no article was found in this page; save its text as a .txt file instead")
    found = {"title": page.title, "outlet": page.sitename, "published": page.date, "url": page.url}
    known = {key: str(value).strip() for key, value in found.items() if value}
    title = " ".join(known.get("title", "").split())
    if title and title not in body.split("\n", 1)[0]:
        body = f"{title}\n{body}"
    return body, known
