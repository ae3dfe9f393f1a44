"""How a report was made: what is needed to make the same one again."""

import hashlib
import platform
from typing import TYPE_CHECKING

from analysis import fingerprint, paths
from analysis.models import encoder
from analysis.pages.markup import Fragment, fragment, tag
from analysis.pages.stories import each

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.story import Coverage, Story


MEASURED = {
    "Who says what: of 100 claims that are marked, {:.0f} are ones that a person marked too, with the same source; of 100 that a person "
    "marked, {:.0f} are found (PolNeAR, US politics of 2016).": ("relation precision", "relation recall"),
    "Stance toward somebody: a score of {:.0f} on sentences as they come and {:.0f} on sentences with several names (macro F1: 100 is "
    "without a mistake; NewsMTSC, US politics). A claim is said to take a side only where the model is sure: then {:.0f} and {:.0f} of 100 are right.": (
        "macro F1, rw",
        "macro F1, mt",
        "sides told that are right, rw",
        "sides told that are right, mt",
    ),
    "Which claims are the same: a score of {:.0f} (adjusted Rand index: 100 is people's own groups, 0 is chance).": (
        "adjusted Rand index",
    ),
}
"""What is told of how often the model is right, and the figures in it, by their names in the model card."""


def trust() -> Fragment:
    """Return how often the model was right on texts that people had annotated, as the description beside its weights has it."""
    known = encoder.description().get("measured", {})
    said = [
        words.format(*(known[name] for name in names))
        for words, names in MEASURED.items()
        if all(name in known for name in names)
    ]
    if not said:
        said = ["How often this model is right was not measured."]
    return fragment(tag("ul", *(tag("li", words) for words in said)), " ".join(said))


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
