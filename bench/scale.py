"""How a corpus grows: against a plain loop, with one worker and two, with more articles; and the memory of the workers."""

import time
from collections.abc import Iterable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from analysis import corpus, fingerprint, layers
from analysis.corpus import Task, cluster, parts


def measure(source: Path, workers: int, least: int) -> dict[str, Any]:
    """Make a data set of `source` and return what it cost, warm: the workers have made one part each before the clock starts.

    Parameters
    ----------
    source
        A corpus of several parts.
    workers
        How many; with 0 a plain loop in this process.
    least
        The least size of a part in bytes.

    Returns
    -------
    dict
        ``words seconds cpu memory growth``: wall-clock and CPU seconds of the work, the largest worker's memory in MB at the end and
        its growth since the middle of the run.
    """
    plan = parts.plan(source, least)
    made_with = {layer: fingerprint.of(layer) for layer in layers.LAYERS if layer != "failures"}
    with TemporaryDirectory() as folder:
        tasks = [
            (key, records, made_with, folder)
            for key, records in parts.batches(source, {part.key for part in plan}, least)
        ]
        words = sum(len((record.text or "").split()) for _, records, _, _ in tasks for record in records)
        # In a folder of its own for each: a worker that finds a part made has nothing to do, and stays cold.
        *first, _ = tasks[0]
        if workers == 0:
            corpus.process(*first, f"{folder}/warm")
            start, cpu = time.perf_counter(), time.process_time()
            for task in tasks:
                corpus.process(*task)
            return {"words": words, "seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}
        with cluster.start(workers, None) as client:
            for number, worker in enumerate(client.nthreads()):
                client.submit(corpus.process, *first, f"{folder}/warm-{number}", workers=[worker], pure=False).result()
            before, start = client.run(state), time.perf_counter()
            middle = _run(client, tasks)
            seconds, after = time.perf_counter() - start, client.run(state)
    return {
        "words": words,
        "seconds": seconds,
        "cpu": sum(after[worker][0] - before[worker][0] for worker in after),
        "memory": max(memory for _, memory in after.values()),
        "growth": median(after[worker][1] / middle[worker][1] - 1 for worker in after),
    }


def state() -> tuple[float, float]:
    """Return this process's CPU seconds and its memory in MB."""
    import psutil

    return time.process_time(), psutil.Process().memory_info().rss / 1e6


def _run(client: Any, tasks: Iterable[Task]) -> dict[str, tuple[float, float]]:
    """Do all tasks; return the workers' state when half were done."""
    tasks = list(tasks)
    middle: dict[str, tuple[float, float]] = {}
    for number, _ in enumerate(cluster.run(client, corpus.process, tasks), start=1):
        if number == (len(tasks) + 1) // 2:
            middle = client.run(state)
    return middle
