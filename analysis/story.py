"""`Story` and `Coverage`: the layers above, each computed once, when it is first asked for."""

import operator
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from analysis import article as articles
from analysis.article import Article
from analysis.errors import ClaimbookError

if TYPE_CHECKING:
    from analysis.pages import Fragment


class Story:
    """One article with its layers, each a DataFrame in which every row carries its span.

    `article` holds the text and what is known of it; the layers are `tokens`, `sentences`, `mentions`, `entities`, `tone`,
    `stance`, `claims` and `relations`.  Each is computed when it is first asked for, and then kept.

    Examples
    --------
    >>> from analysis import paths, read
    >>> story = read(paths.ROOT / "tests/fixtures/articles/harbour.txt")
    >>> len(story.sentences)
    8
    """

    def __init__(self, article: Article) -> None:
        self.article = article

    def __repr__(self) -> str:
        return f"Story({self.article.id!r}, {len(self.article.text.split())} words)"

    def _repr_html_(self) -> str:
        from analysis import pages

        return pages.story(self)

    @cached_property
    def tokens(self) -> pd.DataFrame:
        """Words, numbers and punctuation; see `analysis.tokens.tokens`."""
        from analysis.tokens import tokens

        return tokens(self.article)

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """Sentences; see `analysis.tokens.sentences`."""
        from analysis.tokens import sentences

        return sentences(self.article)

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """Whom and what the article mentions, a row a mention; see `analysis.entities.mentions`."""
        from analysis import corrections

        return corrections.apply_to_mentions(self.article, self._found_mentions)

    @cached_property
    def entities(self) -> pd.DataFrame:
        """The same, a row an entity; see `analysis.entities.entities`."""
        from analysis.entities import entities

        return entities(self.mentions)

    @cached_property
    def tone(self) -> pd.DataFrame:
        """The tone of each sentence's wording; see `analysis.sentiment.tone`."""
        from analysis.sentiment import tone

        return tone(self.article)

    @cached_property
    def stance(self) -> pd.DataFrame:
        """The stance toward an entity at each of its mentions; see `analysis.sentiment.stance`."""
        from analysis import cache
        from analysis.sentiment import stance

        return cache.layer("stance", self.article, lambda: stance(self.article, self.mentions), self.mentions)

    @cached_property
    def claims(self) -> pd.DataFrame:
        """Who is reported to say what; see `analysis.claims.claims`."""
        from analysis import corrections

        return corrections.apply_to_claims(self.article, self._found_claims, self.mentions, self.stance)

    @cached_property
    def relations(self) -> pd.DataFrame:
        """How claims relate to each other; see `analysis.comparison.relations`."""
        from analysis.comparison import relations

        return relations([self])

    @cached_property
    def edits(self) -> pd.DataFrame:
        """The researcher's corrections, with `why` one could not be laid over this article; see `analysis.corrections.edits`."""
        from analysis.corrections import edits, sheets

        if not sheets.exists(self.article):
            return edits(self.article)
        return edits(self.article, self._found_mentions, self._found_claims)

    @property
    def unplaced(self) -> pd.DataFrame:
        """Those that could not be laid over this article."""
        return self.edits[self.edits["why"].notna()].reset_index(drop=True)

    @cached_property
    def _found_mentions(self) -> pd.DataFrame:
        from analysis import cache
        from analysis.entities import mentions

        return cache.layer("mentions", self.article, lambda: mentions(self.article))

    @cached_property
    def _found_claims(self) -> pd.DataFrame:
        from analysis import cache
        from analysis.claims import claims

        known = (self.mentions, self.stance)
        return cache.layer("claims", self.article, lambda: claims(self.article, *known), *known)

    def show(self, claim: str) -> "Fragment":
        """Return the claim with this id in its sentence, its source, cue and content marked, over its row of the table."""
        from analysis.pages import one_claim

        if not isinstance(claim, str):
            raise TypeError(f"show needs a claim's id, such as story.claims['claim'][0], not {type(claim).__name__}")
        return one_claim(self, claim)

    def find(self, phrase: str, *, width: int = 40) -> pd.DataFrame:
        """Return every place where `phrase` stands, with its context; see `analysis.tokens.concordance`."""
        from analysis.tokens import concordance

        if not isinstance(phrase, str):
            raise TypeError(f"find needs words to look for, not {type(phrase).__name__}")
        if not phrase.strip():
            raise ValueError("find needs words to look for; there are none in what was given")
        return concordance(self.article, phrase, width=width)


class Coverage:
    """Several stories, and the layers that exist only between them.

    `stories` stand in the order of their files; `failures` holds an error for each article that could not be read.  The layers
    are `relations`, `groups`, `differences`, `candidates` and `wording`.
    """

    def __init__(self, stories: list[Story], failures: list[ClaimbookError] | None = None) -> None:
        self.stories = stories
        self.failures = failures or []

    def __repr__(self) -> str:
        return f"Coverage({len(self.stories)} {'story' if len(self.stories) == 1 else 'stories'})"

    def _repr_html_(self) -> str:
        from analysis import pages

        return pages.coverage(self)

    def __iter__(self) -> Iterator[Story]:
        return iter(self.stories)

    def __len__(self) -> int:
        return len(self.stories)

    def __getitem__(self, which: int | str) -> Story:
        """Return a story by its place or by its article's id."""
        if isinstance(which, str):
            for story in self.stories:
                if story.article.id == which:
                    return story
            raise KeyError(f"no article {which!r}; there are {', '.join(story.article.id for story in self.stories)}")
        try:
            return self.stories[operator.index(which)]
        except TypeError:
            raise TypeError(
                f"a story is found by its place or its article's id, not by {type(which).__name__}"
            ) from None
        except IndexError:
            raise IndexError(f"no story {which}; there are {len(self.stories)}, counted from 0") from None

    @cached_property
    def relations(self) -> pd.DataFrame:
        """How claims relate to each other; see `analysis.comparison.relations`."""
        from analysis.comparison import relations

        return relations(self.stories)

    @cached_property
    def groups(self) -> pd.DataFrame:
        """The same claim in several reports; see `analysis.comparison.groups`."""
        from analysis.comparison import groups

        return groups(self.stories)

    @cached_property
    def differences(self) -> pd.DataFrame:
        """The typed differences within those groups; see `analysis.comparison.differences`."""
        from analysis.comparison import differences

        return differences(self.stories)

    @cached_property
    def candidates(self) -> pd.DataFrame:
        """Claims that are perhaps the same in other words; see `analysis.comparison.candidates`."""
        from analysis.comparison import candidates

        return candidates(self.stories)

    @cached_property
    def wording(self) -> pd.DataFrame:
        """Wording that articles share; see `analysis.comparison.wording`."""
        from analysis.comparison import wording

        return wording([story.article for story in self.stories])


def read(path: Path | str) -> Story:
    """Read one article; see `analysis.article.load` for what is refused."""
    return Story(articles.load(path))


def read_all(places: Path | str | list[Path] | None = None) -> Coverage:
    """Read the articles at `places` (files or folders; without any, the seeds) as one coverage.

    An article that cannot be read, or whose corrections cannot, stops none of the others: it is named in `Coverage.failures`.

    Raises
    ------
    ClaimbookError
        Where no article at all could be read.
    TypeError, ValueError
        For what is no path, or no places at all.
    """
    from analysis import corrections, paths

    where = paths.seeds() if places is None else [places] if isinstance(places, (str, Path)) else places
    if not isinstance(where, Iterable):
        raise TypeError(f"read_all needs a path or several, not {type(where).__name__}")
    stories, failures = [], []
    for path in articles.find([articles.as_path(place) for place in where]):
        try:
            story = read(path)
            # A sheet that is not in order would stop every layer, and the other articles with it.
            corrections.read(story.article)
            stories.append(story)
        except ClaimbookError as error:
            failures.append(error)
    if not stories:
        raise failures[0]
    return Coverage(stories, failures)
