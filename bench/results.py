"""The figures as a table and a chart."""

from typing import TYPE_CHECKING, Any

from analysis.charts import style
from analysis.charts.style import Chart

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def write(found: dict[str, Any]) -> str:
    """Return what was found as Markdown tables."""
    lines = [
        f"{found['articles']} articles, {found['words']:,} words; {found['machine']}; model {found['model'][:12]}; "
        + ", ".join(f"{name} {number}" for name, number in found["versions"].items()),
        "",
        "| on the same articles | CPU s to prepare | CPU s of work | ratio to spaCy small | range | digest |",
        "|---|---:|---:|---:|---|---|",
    ]
    for name, row in found["contenders"].items():
        if why := row.get("left out"):
            lines.append(f"| {name} | left out: {why} | | | | |")
            continue
        low, high = row["range"]
        lines.append(
            f"| {name} | {row['prepare']:.2f} | {row['work']:.2f} | {row['ratio']:.2f} | {low:.2f} to {high:.2f} | "
            f"{' '.join(row['digests'])} |"
        )
    if found["commands"]:
        lines += ["", "| command | CPU s, all processes | range |", "|---|---:|---|"]
        for name, row in found["commands"].items():
            low, high = row["range"]
            lines.append(f"| {name} | {row['cpu']:.2f} | {low:.2f} to {high:.2f} |")
    lines += [
        "",
        "| corpus | workers | seconds | CPU s | CPU s a 1000 words | articles an hour | memory of a worker, MB | its growth |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in found["corpus"]:
        memory = f"{row['memory']:.0f} | {row['growth']:+.1%}" if "memory" in row else " | "
        lines.append(
            f"| {row['articles']} | {row['workers'] or 'none, a loop'} | {row['seconds']:.1f} | {row['cpu']:.1f} | "
            f"{row['cpu'] / row['words'] * 1000:.3f} | {row['articles'] / row['seconds'] * 3600:,.0f} | {memory} |"
        )
    lines += ["", *judge(found["corpus"])]
    seconds = ", ".join(f"{name} {number:.1f} s" for name, number in found["exploring"].items())
    lines += [f"Exploring a data set of many articles takes, to the drawn chart: {seconds}.", ""]
    return "\n".join(lines)


def judge(rows: list[dict[str, Any]]) -> list[str]:
    """Return what the corpus runs say of overhead, of efficiency and of growth, a sentence each."""
    plain, one, two = rows[:3]
    said = [
        f"Dask with one worker takes {one['cpu'] / plain['cpu'] - 1:+.1%} CPU against a plain loop.",
        f"Two workers are {one['seconds'] / (2 * two['seconds']):.2f} efficient against one.",
    ]
    if len(rows) > 4:
        first, last = rows[3], rows[-1]
        change = (last["cpu"] / last["words"]) / (first["cpu"] / first["words"]) - 1
        said.append(f"CPU a word changes by {change:+.1%} from {first['articles']} to {last['articles']} articles.")
    return [*said, project(rows[-1] if len(rows) > 3 else two)]


def project(row: dict[str, Any]) -> str:
    """Return what more articles would cost at the rate of a corpus run.

    Examples
    --------
    >>> project({"articles": 50, "words": 40_000, "workers": 2, "seconds": 100.0, "cpu": 180.0})
    '2 workers read 1,800 articles of 800 words an hour: 100,000 take 56 hours, 100,000,000 some 100,000 hours of one core.'
    """
    rate = row["articles"] / row["seconds"] * 3600
    hours = 1e8 * row["cpu"] / row["articles"] / 3600
    return (
        f"{row['workers']} workers read {rate:,.0f} articles of {row['words'] / row['articles']:.0f} words an hour: "
        f"100,000 take {1e5 / rate:,.0f} hours, 100,000,000 some {hours:,.0f} hours of one core."
    )


def chart(found: dict[str, Any]) -> Chart:
    """Show the ratio of each contender to spaCy small, with its range."""
    rows = [(name, row) for name, row in found["contenders"].items() if "ratio" in row]
    names, ratios = [name for name, _ in rows], [row["ratio"] for _, row in rows]

    def draw(width: float) -> "Figure":
        labels = style.fit(names, width)
        with style.rules():
            figure, axes = style.canvas(width, 0.32 * len(names) + 0.6, left=style.margin(labels, width))
            axes.barh(range(len(names)), ratios, height=0.6, color=style.BLUE)
            for place, (_, row) in enumerate(rows):
                axes.plot(row["range"], [place, place], "|-", color=style.INK)
                axes.annotate(
                    f"{row['ratio']:.2f}",
                    (row["range"][1], place),
                    xytext=(4, 0),
                    textcoords="offset points",
                    va="center",
                )
            axes.set_yticks(range(len(names)), labels)
            style.tidy(axes, rows=len(names), label="CPU of the work, spaCy small = 1")
        return figure

    listed = "; ".join(f"{name} {ratio:.2f}" for name, ratio in zip(names, ratios, strict=True))
    return Chart(f"Bar chart of CPU against spaCy small: {listed}.", f"{listed}.", draw)
