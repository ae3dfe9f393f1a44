"""Charts of who and what an article mentions."""

from itertools import combinations
from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts import style
from analysis.charts.style import Chart
from analysis.charts.words import listing, spot, times

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

FORMS = {"name": "by name", "pronoun": "by pronoun", "nominal": "by description"}
MARKERS = {"name": "o", "pronoun": "^", "nominal": "s"}
COLOURS = {"name": style.BLUE, "pronoun": style.VERMILION, "nominal": style.GREEN}


def entities(table: pd.DataFrame, *, most: int = 15) -> Chart:
    """Show how often each entity is mentioned, and in which form.

    Parameters
    ----------
    table
        ``entity names pronouns nominals total``, as `analysis.entities.entities` returns it.
    most
        How many entities to show.

    Examples
    --------
    >>> row = {"entity": "Ada Marsh", "names": 2, "pronouns": 1, "nominals": 0, "total": 3}
    >>> entities(pd.DataFrame([row])).finding
    'Ada Marsh is mentioned most: 3 times (2 by name, 1 by pronoun).'
    """
    top = table.head(most)
    if top.empty:
        return Chart("No entities.", "No person, organization, place or product was found.")
    columns = {"names": "name", "pronouns": "pronoun", "nominals": "nominal"}
    names = top["entity"].astype(str).tolist()

    def forms(row: pd.Series) -> str:
        return ", ".join(f"{row[c]} {FORMS[form]}" for c, form in columns.items() if row[c])

    lead = top.iloc[0]
    rivals = [name for name, total in zip(names, top["total"], strict=True) if total == lead["total"]]
    finding = f"{names[0]} is mentioned most: {times(lead['total'])} ({forms(lead)})."
    if len(rivals) > 1:
        finding = f"{listing(rivals)} are mentioned most, {times(lead['total'])} each."
    if len(table) > len(top):
        rest = len(table) - len(top)
        finding = f"{finding[:-1]}; {rest} rarer {'one is' if rest == 1 else 'ones are'} not drawn."

    parts = [
        (FORMS[form], top[column].tolist(), COLOURS[form], hatch)
        for (column, form), hatch in zip(columns.items(), style.HATCHES, strict=True)
    ]
    listed = "; ".join(f"{row['entity']} {row['total']} ({forms(row)})" for _, row in top.iterrows())
    return Chart(f"Stacked bar chart of mentions: {listed}.", finding, style.stacked(names, parts, "mentions"))


def course(mentions: pd.DataFrame, length: int, *, most: int = 12) -> Chart:
    """Show where in the article each entity is mentioned, the most frequent ones first, and in which form.

    Parameters
    ----------
    mentions
        ``start form entity``, as `analysis.entities.mentions` returns it.
    length
        The article's length in characters.
    most
        How many entities to show.

    Examples
    --------
    >>> rows = pd.DataFrame({"start": [0, 80, 40], "form": ["name"] * 3, "entity": ["Port", "Port", "Ada Marsh"]})
    >>> course(rows, 100).finding
    'Port is there from 0 % to 80 % of the text; Ada Marsh is mentioned at 40 % only.'
    """
    known = mentions[mentions["entity"].notna()]
    if known.empty:
        return Chart("No entities.", "No person, organization, place or product was found.")
    ranges = known.groupby("entity")["start"].agg(["size", "min", "max"])
    ranges = ranges.sort_values(["size", "min"], ascending=[False, True], kind="stable").head(most)
    names = [str(name) for name in ranges.index]
    rows = {name: row for row, name in enumerate(names)}
    length = max(length, 1)
    lead = ranges.iloc[0]
    finding = f"{names[0]} is there from {spot(lead['min'] / length)} to {spot(lead['max'] / length)} of the text"
    single = [name for name in names[1:] if ranges.loc[name, "size"] == 1]
    if single:
        finding += f"; {single[0]} is mentioned at {spot(ranges.loc[single[0], 'min'] / length)} only"
    finding += "."

    def draw(width: float) -> "Figure":
        labels = style.fit(names, width)
        with style.rules():
            figure, axes = style.canvas(
                width, 0.28 * len(names) + 0.95, left=style.margin(labels, width), top=style.legend_room(width)
            )
            for form, marker in MARKERS.items():
                shown = known[(known["form"] == form) & known["entity"].isin(names)]
                axes.plot(
                    shown["start"] / length * 100, [rows[name] for name in shown["entity"]], marker, label=FORMS[form],
                    color=COLOURS[form], markersize=5.5, markeredgecolor=style.PAPER, markeredgewidth=0.6,
                )  # fmt: skip
            style.lay_along_text(axes, labels)
            style.legend(figure)
        return figure

    listed = "; ".join(
        f"{name} {times(int(ranges.loc[name, 'size']))}, first at {spot(ranges.loc[name, 'min'] / length)}"
        for name in names
    )
    return Chart(f"Marks along the text for each mention of each entity: {listed}.", finding, draw)


def together(mentions: pd.DataFrame, sentences: pd.DataFrame, *, most: int = 10) -> Chart:
    """Show who is mentioned with whom in one sentence, as a matrix of numbers of sentences.

    Parameters
    ----------
    mentions
        ``start entity``.
    sentences
        ``start end``.
    most
        How many entities to show.

    Examples
    --------
    >>> rows = pd.DataFrame({"start": [0, 5, 20], "entity": ["Port", "Ada Marsh", "Port"]})
    >>> together(rows, pd.DataFrame({"start": [0, 20], "end": [19, 40]})).finding
    'Port and Ada Marsh are mentioned together most often, in 1 sentence.'
    """
    known = mentions[mentions["entity"].notna()]
    names = [
        str(name)
        for name in known["entity"].value_counts(sort=False).sort_values(ascending=False, kind="stable").index[:most]
    ]
    pairs: dict[tuple[str, str], int] = {}
    for start, end in zip(sentences["start"], sentences["end"], strict=True):
        here = known.loc[known["start"].between(start, end, inclusive="left"), "entity"].unique()
        for pair in combinations([name for name in names if name in here], 2):
            pairs[pair] = pairs.get(pair, 0) + 1
    if not pairs:
        return Chart("No pairs.", "No sentence mentions two entities.")
    best = max(pairs.values())
    friends = [f"{a} and {b}" for (a, b), number in pairs.items() if number == best]
    number = f"{best} sentence{'s' if best > 1 else ''}"
    finding = f"{friends[0]} are mentioned together most often, in {number}."
    if len(friends) > 1:
        finding = f"{len(friends)} pairs are mentioned together most often, in {number} each: {listing(friends, 3)}."

    def draw(width: float) -> "Figure":
        labels = style.fit(names, width)
        left = style.margin(labels, width)
        side = min(0.4, (width - left - 0.15) / len(names))
        size = side * len(names)
        with style.rules():
            figure, axes = style.canvas(
                width,
                size + left * 0.75 + 0.1,
                left=left,
                right=width - left - size,
                top=0.05,
                bottom=left * 0.75 + 0.05,
            )
            for (a, b), shared in pairs.items():
                spots = [(names.index(a), names.index(b)), (names.index(b), names.index(a))]
                for x, y in spots:
                    axes.add_patch(_square(x, y, 0.25 + 0.75 * shared / best))
                    dark = shared / best > 0.4
                    axes.text(x, y, str(shared), ha="center", va="center", color=style.PAPER if dark else style.INK)
            axes.set_xlim(-0.5, len(names) - 0.5)
            axes.set_ylim(len(names) - 0.5, -0.5)
            axes.set_yticks(range(len(names)), labels)
            axes.set_xticks(range(len(names)), labels, rotation=45, ha="right", rotation_mode="anchor")
            axes.tick_params(length=0)
            axes.grid(visible=True, linewidth=0.4)
        return figure

    listed = "; ".join(f"{a} with {b} {shared}" for (a, b), shared in sorted(pairs.items(), key=lambda item: -item[1]))
    return Chart(f"Matrix of the sentences in which two entities are mentioned together: {listed}.", finding, draw)


def _square(x: int, y: int, strength: float) -> "Rectangle":
    from matplotlib.patches import Rectangle

    return Rectangle((x - 0.48, y - 0.48), 0.96, 0.96, facecolor=style.BLUE, alpha=strength, linewidth=0)
