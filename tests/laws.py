"""What holds for any input at all: hypothesis tries the laws in every test run, ``tests/benchmarks/fuzz.py`` for hours."""

from functools import cache, lru_cache
from pathlib import Path

from analysis import annotations, article, comparison, corrections, exports, layers, pages, paths, tokens
from analysis import cache as kept
from analysis.article import Article
from analysis.corpus import records
from analysis.errors import ClaimbookError
from analysis.models import attribution
from analysis.story import Coverage, Story
from tests.test_pages import Reader

# What articles are made of, and what has broken readers of them before.
PIECES = [
    "Mayor Ines Calder", "Tarnholt Energy", "Dr. O'Neil-Hu", "U.S.", "he", "they", "said", "said that", "according to",
    "denied", "will not", "may", '"', "“", "”", "'", "’", "``", "''", "«", "»", "(", ")", "—", "…", "...", ".", "?", "!", ",",
    ":", ";", "1,200,000", "$5", "50%", "on 3 March 2031", "\n", "\n\n", "\t", "\r\n", "\u2028", "\u00a0", "\u200b", "\u202e", "\ufeff",
    "\x0b", "\x1c", "\x85", "é", "e\u0301", "İ", "ß", "新聞", "😀", "👩\u200d🚒", "<u>", "<script>alert(1)</script>", "&amp;", "{{ x }}", "$$",
    "[a](javascript:x)", "=1+1", "-", "@", "the port", "will be closed", "a" * 300, " ",
]  # fmt: skip
LAYERS = ("tokens", "sentences", "mentions", "tone", "stance", "claims")


def any_file_is_an_article_or_one_sentence(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    found = _try(path.with_suffix(""), article.load, path)
    if found is None:
        return
    assert found.text.strip()
    assert "\r" not in found.text
    if found.title_span:
        assert found.text[slice(*found.title_span)] == found.title


def any_archive_gives_records(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    for record in _try(path, lambda: list(records.read(path))) or []:
        assert record.id
        _try(record.place, record.load)


def any_sheet_is_laid_over_or_one_sentence(place: Path, data: bytes) -> None:
    """`place` is the folder of corrections."""
    story = _harbour()
    (place / "harbour.csv").write_bytes(data)
    mentions = _try("harbour.csv", corrections.apply_to_mentions, story.article, story.mentions)
    if mentions is None:
        return
    claims = corrections.apply_to_claims(story.article, story.claims, mentions, story.stance)
    lost = corrections.unplaced(story.article, story.mentions, story.claims)
    again = exports.dump(corrections.sheet(story.article, mentions, claims), "csv")
    _lie_within(story.article.text, mentions)
    assert lost["why"].notna().all()
    written = exports.load(again, "csv")
    # Besides what is found, only what the researcher wrote into columns of their own.
    own = written.iloc[:, len(corrections.sheets.COLUMNS) :]
    assert (written["layer"].isin(["mention", "claim"]) | own.notna().any(axis=1)).all()


@cache
def _harbour() -> Story:
    story = Story(article.load(paths.ROOT / "tests/fixtures/articles/harbour.txt"))
    with kept.bypass():
        assert all(len(getattr(story, layer)) for layer in LAYERS)
    return story


def read(text: str, name: str = "any") -> Article | None:
    """Return the article made of `text`; none where the kit refuses it."""
    return _try(name, article.from_text, name, text)


def tokens_cover_the_text(text: str) -> None:
    found = read(text)
    if found is None:
        return
    words, sentences = tokens.tokens(found), tokens.sentences(found)
    _lie_within(found.text, words)
    _lie_within(found.text, sentences)
    for table in (words, sentences):
        assert (table["start"].to_numpy()[1:] >= table["end"].to_numpy()[:-1]).all()
    covered = [False] * len(found.text)
    for start, end in zip(words["start"], words["end"], strict=True):
        covered[start:end] = [True] * (end - start)
    assert all(c or not letter.isalnum() for c, letter in zip(covered, found.text, strict=True))
    assert tokens.frequencies(words, stop=True)["count"].sum() == (words["kind"] == "word").sum()
    assert tokens.statistics(words) is not None
    assert tokens.collocations(words, least=1) is not None
    for phrase in words["text"].head(2):
        assert len(tokens.concordance(found, phrase)) > 0


def attributions_lie_within_the_text(text: str) -> None:
    for item in attribution.extract(text, threshold=0):
        assert item.content
        assert 0 <= item.confidence <= 1
        for spans in (item.source, item.cue, item.content):
            assert all(0 <= start < end <= len(text) for start, end in spans)
            assert spans == sorted(spans)


def every_layer_can_be_made_and_written(text: str) -> None:
    found = read(text)
    if found is None:
        return
    with kept.bypass():
        story = Story(found)
        for layer in LAYERS:
            table = getattr(story, layer)
            _lie_within(found.text, table, words=layer != "claims")
            stored = layers.encode(layer, table)
            assert layers.encode(layer, layers.decode(layer, stored)).equals(stored)
            for form in ("csv", "jsonl", "parquet"):
                assert len(exports.load(exports.dump(table, form), form)) == len(table)
        for claim in story.claims.itertuples():
            assert all(0 <= start < end <= len(found.text) for start, end in claim.content_spans)
        assert annotations.dump([story])


@lru_cache(maxsize=1)
def _both(text: str, other: str) -> Coverage | None:
    """Return what can be read of the two; one and the same to the laws that are tried on them one after the other."""
    found = [found for found in (read(text, "one"), read(other, "two")) if found]
    return Coverage([Story(one) for one in found]) if found else None


def any_two_can_be_compared(text: str, other: str) -> None:
    coverage = _both(text, other)
    if not coverage:
        return
    with kept.bypass():
        known = {f"{story.article.id}#{claim}" for story in coverage.stories for claim in story.claims["claim"]}
        relations, groups = coverage.relations, coverage.groups
        assert {*relations["a"], *relations["b"]} <= known
        assert {claim for members in groups["claims"] for claim in members} <= known
        assert coverage.differences is not None
        both = [story.article for story in coverage]
        texts = {found.id: found.text for found in both}
        for row in comparison.wording(both).to_dict("records"):
            (a, b), (c, d) = row["first_span"], row["later_span"]
            assert texts[row["first"]][a:b].strip()
            assert texts[row["later"]][c:d].strip()


def pages_obey_nothing(text: str, other: str) -> None:
    coverage = _both(text, other)
    if not coverage:
        return
    with kept.bypass():
        shown = [
            pages.annotated(coverage), pages.claims(coverage), pages.relations(coverage), pages.groups(coverage),
            pages.wording(coverage), pages.chains(coverage), pages.stances(coverage), pages.coverage(coverage),
        ]  # fmt: skip
        for story in coverage.stories:
            shown += (
                [pages.table(story.tokens), pages.one_claim(story, story.claims["claim"].iloc[0])]
                if len(story.claims)
                else []
            )
    for fragment in shown:
        seen = Reader(fragment)
        assert not {"script", "u", "iframe", "object"} & set(seen.elements)
        assert not [name for name in seen.attributes if name.startswith("on")]
        assert all(link.startswith("#") for link in seen.links)


def _try(named, do, *arguments):
    """Return what `do` returns; none where it says in one sentence what is wrong, and names it."""
    try:
        return do(*arguments)
    except ClaimbookError as error:
        said = str(error)
    assert str(named) in said
    assert "\n" not in said
    return None


def _lie_within(text, table, *, words: bool = True) -> None:
    assert table["start"].ge(0).all()
    assert table["end"].le(len(text)).all()
    assert (table["start"] < table["end"]).all()
    if words and "text" in table:
        assert [text[start:end] for start, end in zip(table["start"], table["end"], strict=True)] == table[
            "text"
        ].tolist()
