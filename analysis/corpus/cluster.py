"""Dask workers, here or elsewhere, and tasks handed to them a few at a time."""

# distributed is typed in part only.
# mypy: disable-error-code="no-untyped-call"

import logging
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from analysis.errors import ClaimbookError

if TYPE_CHECKING:
    from distributed import Client

Task = tuple[Any, ...]

PATIENCE = 30
"""How many seconds a scheduler has to answer in; a machine that is kept busy takes more than ten."""

# One thread for each worker: the workers are the parallelism.  Dask's nanny would have glibc give memory back in steps so
# small that a quarter of the time goes into asking for the same memory again; and a threshold that is set fixes the other one,
# above which every array is asked for by itself.
ENVIRONMENT = {
    "OMP_NUM_THREADS": 1,
    "MKL_NUM_THREADS": 1,
    "OPENBLAS_NUM_THREADS": 1,
    "MALLOC_TRIM_THRESHOLD_": 134_217_728,
    "MALLOC_MMAP_THRESHOLD_": 33_554_432,
}
SETTINGS = {
    "distributed.nanny.pre-spawn-environ": ENVIRONMENT,
    # A task may hold the interpreter for a minute; that is work, not death.
    "distributed.scheduler.worker-ttl": "30 minutes",
    "distributed.comm.timeouts.connect": f"{PATIENCE}s",
    # Dask looks at its processes and at the stack of a running task up to a hundred times a second, for a dashboard of tasks of
    # milliseconds.  Ours take seconds.
    "distributed.worker.profile.enabled": False,
    "distributed.worker.memory.monitor-interval": "1s",
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.tick.cycle": "10s",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.admin.system-monitor.gil.enabled": False,
}


@contextmanager
def start(workers: int | None, scheduler: str | None) -> Iterator["Client"]:
    """Start worker processes on this machine, or connect to the `scheduler` of a cluster; print the dashboard's address.

    Raises
    ------
    ClaimbookError
        Where no scheduler answers at that address.
    """
    import dask
    from dask.system import CPU_COUNT
    from distributed import Client, LocalCluster

    # What matters of its troubles is said here, in a sentence.  Some of its loggers have a level of their own.
    for name in [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with dask.config.set(SETTINGS), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if scheduler:
            try:
                client = Client(scheduler, timeout=PATIENCE)
            except (OSError, ValueError) as error:
                raise ClaimbookError(
                    f"{scheduler}: no Dask scheduler answers there ({error}); check the address"
                ) from None
            with client:
                _say(client)
                yield client
            return
        with (
            LocalCluster(
                n_workers=workers or CPU_COUNT,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL,
            ) as cluster,
            Client(cluster) as client,
        ):
            _say(client)
            yield client


def run(client: "Client", work: Callable[..., int], tasks: Iterable[Task]) -> Iterator[tuple[str, int | None]]:
    """Do `work` for each of `tasks`, whose first item is its key; yield key and answer as they come.

    Only a few tasks for each worker are out at any time, so that a corpus need not fit into memory, neither here nor in the
    scheduler.  The answer is None for a task that has killed its worker again and again.

    Raises
    ------
    ClaimbookError
        What a task raised; or that the cluster is lost.
    OSError
        Where a worker's disk is full.
    """
    from distributed import KilledWorker, as_completed

    tasks, keys, pending = iter(tasks), {}, as_completed(raise_errors=False)
    while True:
        room = max(4, 3 * sum(client.nthreads().values())) - pending.count()
        for task in islice(tasks, max(room, 0)):
            future = client.submit(work, *task, pure=False)
            keys[future.key] = task[0]
            pending.add(future)
        if pending.is_empty():
            return
        future = next(pending)
        key = keys.pop(future.key)
        if future.status == "finished":
            yield key, future.result()
        elif future.status == "error":
            error = future.exception()
            if not isinstance(error, KilledWorker):
                raise (
                    error
                    if isinstance(error, (ClaimbookError, OSError))
                    else ClaimbookError(f"a task failed: {error!r}")
                )
            yield key, None
        else:
            raise ClaimbookError(
                "the cluster was lost; run the same command again, which goes on from the finished parts"
            )


def _say(client: "Client") -> None:
    sys.stderr.write(f"{len(client.nthreads())} workers; dashboard: {client.dashboard_link}\n")
