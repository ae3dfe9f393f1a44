"""How a report was made: what is needed to make the same one again."""

import hashlib
import platform
from typing import TYPE_CHECKING

from analysis import fingerprint, paths
from analysis.pages.markup import Fragment, fragment, tag
from analysis.pages.stories import each

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.story import Coverage, Story


def making(stories: "Story | Coverage | Iterable[Story]") -> Fragment:
    """Return the hashes of the texts, of the lock file and of the model, and the versions of what had a say."""
    lock = paths.ROOT / "requirements.lock"
    versions = fingerprint.versions()
    rows = [(f"Text of {story.article.path.name}", story.article.sha256) for story in each(stories)]
    rows += [
        ("Model (data/models)", fingerprint.model()),
        ("requirements.lock", hashlib.sha256(lock.read_bytes()).hexdigest() if lock.is_file() else "not there"),
        ("Python", platform.python_version()),
        ("Packages", ", ".join(f"{name} {number}" for name, number in versions.items())),
    ]
    facts = tag("dl", *(tag("dt", name) + tag("dd", value) for name, value in rows), class_="cb-facts")
    return fragment(facts, "; ".join(f"{name}: {value}" for name, value in rows))
