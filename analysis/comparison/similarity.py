"""How alike claims are: their sentence vectors, and the rarer words that they share."""

import re
from collections import Counter
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from analysis import lexicons

Floats = NDArray[np.float32]

LEXICAL = 0.2
BLOCK = 1024
MARKS = " \"'“”‘’.,…"
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
ENDINGS = (
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ions",
    "ion",
    "ies",
    "ers",
    "er",
    "edly",
    "ed",
    "es",
    "ly",
    "s",
    "e",
)


def bare(text: str) -> str:
    """Return `text` without the marks around it, of which none is part of what it says.

    >>> bare("“They left,”")
    'They left'
    """
    return text.strip(MARKS)


def sentence(text: str) -> str:
    """Return `text` as a sentence of its own, which is what sentence vectors were learned from.

    >>> sentence("“They left,”")
    'They left.'
    """
    return f"{bare(text)}."


def stems(text: str) -> list[str]:
    """Return the words of `text` that carry its matter, without their endings; numbers and function words are left out.

    Numbers are left out because they are compared, not matched: two reports of one claim may differ in them.

    Examples
    --------
    >>> stems("The 14 passengers were injured, fourteen trains inspected.")
    ['passeng', 'injur', 'train', 'inspect']
    """
    words = (word.lower().replace("’", "'").removesuffix("'s") for word in WORD.findall(text))
    return [stem(word) for word in words if word not in _unmatched()]


@lru_cache(maxsize=10_000)
def bag(text: str) -> frozenset[str]:
    """Return the words of `text` that carry its matter, each once; see `stems`."""
    return frozenset(stems(text))


class Words:
    """The words of texts, the rarer the heavier: how much of them two texts share.

    Examples
    --------
    >>> words = Words(["the port closed", "the port shut", "it rained", "trams stopped", "they won"])
    >>> round(words.overlap(0, 1), 2), words.near(0.25)
    (0.29, [(0, 1)])
    """

    def __init__(self, texts: list[str]) -> None:
        self._bags = [bag(text) for text in texts]
        counts = Counter(stem for words in self._bags for stem in words)
        total = len(self._bags) + 1
        self._weights = {stem: float(np.log(total / (count + 0.5)) ** 2) for stem, count in counts.items()}
        self._norms = [self._weigh(words) for words in self._bags]

    def overlap(self, i: int, j: int) -> float:
        """Return the cosine of the weighted stems of two texts."""
        shared = self._weigh(self._bags[i] & self._bags[j])
        return shared / (self._norms[i] * self._norms[j]) ** 0.5 if shared else 0.0

    def near(self, least: float) -> list[tuple[int, int]]:
        """Return the pairs ``(i, j)``, ``i < j``, of texts that share a word and overlap by at least `least`.

        Notes
        -----
        Only texts with one of their rarest words in common are compared, without loss (prefix filtering: Chaudhuri, Ganti and
        Kaushik 2006).  What two texts share weighs at most as much as the lighter one; to overlap by `least`, the lighter must
        weigh `least` squared of the heavier, and what they share that much of either.  Words that weigh less together may be passed over.
        """
        places: dict[str, list[int]] = {}
        found = []
        for j, (words, norm) in enumerate(zip(self._bags, self._norms, strict=True)):
            left, others = norm, set[int]()
            for stem in sorted(words, key=lambda stem: (-self._weights[stem], stem)):
                if left < least**2 * norm * (1 - 1e-9):
                    break
                others.update(places.setdefault(stem, []))
                places[stem].append(j)
                left -= self._weights[stem]
            found += [(i, j) for i in sorted(others) if self.overlap(i, j) >= least]
        return found

    def _weigh(self, words: frozenset[str]) -> float:
        return sum(self._weights[stem] for stem in sorted(words))


class Blend:
    """The similarity of texts, in [-1, 1]: of their vectors and of their words, the rarer the heavier.

    Parameters
    ----------
    texts
        The texts.
    vectors
        Their sentence vectors, one a row, of length 1.
    lexical
        The share of the words in the blend; the vectors have the rest.

    Examples
    --------
    >>> blend = Blend(["the port closed", "the port shut"], np.array([[1, 0], [0.8, 0.6]], dtype=np.float32))
    >>> blend.matrix([0, 1]).astype(float).round(2).tolist(), len(blend.pairs(0.5))
    ([[1.0, 0.65], [0.65, 1.0]], 1)
    """

    def __init__(self, texts: list[str], vectors: Floats, lexical: float = LEXICAL) -> None:
        self.vectors = vectors
        self.lexical = lexical
        self.words = Words(texts)

    def matrix(self, which: list[int]) -> Floats:
        """Return the similarity of every two of the texts with the numbers `which`."""
        some = self.vectors[which]
        blend = (1 - self.lexical) * (some @ some.T)
        for row, i in enumerate(which):
            for column in range(row, len(which)):
                blend[row, column] += self.lexical * self.words.overlap(i, which[column])
                blend[column, row] = blend[row, column]
        return np.asarray(blend, dtype=np.float32)

    def row(self, i: int) -> list[float]:
        """Return the similarity of text `i` to each of the texts."""
        products = (self.vectors @ self.vectors[i]).tolist()
        return [
            (1 - self.lexical) * product + self.lexical * self.words.overlap(i, j) for j, product in enumerate(products)
        ]

    def pairs(self, least: float) -> list[tuple[int, int, float]]:
        """Return every pair ``(i, j, similarity)``, ``i < j``, of a similarity of at least `least`.

        Exact: no pair is lost to an index.  The products of all vectors are taken in blocks; for up to 100 000 texts that takes
        less time than the vectors themselves did.  Only pairs that the vectors leave a chance are compared by their words.
        """
        floor = (least - self.lexical) / (1 - self.lexical)
        found = []
        for first in range(0, len(self.vectors), BLOCK):
            products = self.vectors[first : first + BLOCK] @ self.vectors[first:].T
            for row, column in np.argwhere(products >= floor).tolist():
                i, j = first + row, first + column
                if i < j:
                    overlap = self.words.overlap(i, j)
                    score = (1 - self.lexical) * float(products[row, column]) + self.lexical * overlap
                    if score >= least:
                        found.append((i, j, score))
        return found


def stem(word: str) -> str:
    """Return `word`, in small letters, without its ending where at least four letters are left."""
    return next((word[: -len(end)] for end in ENDINGS if word.endswith(end) and len(word) - len(end) >= 4), word)


@cache
def _unmatched() -> frozenset[str]:
    """Return the words that say nothing of a claim's matter: spaCy's stop list, number words, modal verbs."""
    return lexicons.stop_words() | set(lexicons.read("numbers")["word"]) | set(lexicons.read("modals")["words"])
