"""Writing a file so that it is there whole or not at all, and by one run of the kit at a time."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from analysis.errors import ClaimbookError


def replace_file(path: Path, data: bytes | str) -> None:
    r"""Write `data` to `path` in one step: what stood there before stays until the new content is complete on disk.

    Text is written as UTF-8 with ``\n`` line ends.  A link is followed; a device or a pipe (``/dev/stdout``) takes the data as they come, and
    stays what it is.

    Raises
    ------
    ClaimbookError
        Where the folder cannot be written to or the disk is full.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp()) / "new folder" / "note.txt"
    >>> replace_file(path, "here")
    >>> path.read_text()
    'here'
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    temporary = None
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(content)
            return
        # Path.resolve raises where links lead in a circle; here the link itself then gives way.
        path = Path(os.path.realpath(path)) if path.is_symlink() else path
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:80]}.", suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A temporary file is readable by its owner only; what we leave behind is an ordinary file.
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink()
        raise ClaimbookError(
            f"{path}: could not be written ({error.strerror}); free some space or choose another place"
        ) from None


def check_writable(folder: Path) -> None:
    """Say now what would be said at the end of a long run: that `folder` cannot be written to.

    Raises
    ------
    ClaimbookError
        Where it cannot, or where it is not there and cannot be made.
    """
    place = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    effective = os.access in os.supports_effective_ids
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK, effective_ids=effective):
        raise ClaimbookError(f"{folder}: cannot be written to; choose another place")


@contextmanager
def alone_in(folder: Path, *, wait: bool) -> Iterator[None]:
    """Keep other runs of the kit from writing to `folder`; the system lifts the lock of a run that dies.

    Raises
    ------
    ClaimbookError
        Where the folder cannot be written to, or another run holds it and `wait` is false.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / ".lock", timeout=-1 if wait else 0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise ClaimbookError(f"{folder}: another run is writing to it; wait for it or choose another place") from None
    except OSError as error:
        raise ClaimbookError(f"{folder}: cannot be written to ({error.strerror}); choose another place") from None
    try:
        yield
    finally:
        lock.release()
