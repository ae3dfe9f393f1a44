"""Which language a text is in: the kit's models know English only."""

from pathlib import Path

from analysis import lexicons
from analysis.errors import ClaimbookError

WORDS_TO_JUDGE = 20
"""A language is judged on so many words or more: py3langid's guesses on shorter texts are noise."""
PLAIN_ENGLISH = 0.35
"""With so many of the commonest English words among its words a text is English.

Of the 840 articles of PolNeAR's training part 97 % have as many; a text half in German, half in English has not.
"""


def check_english(path: Path, text: str) -> None:
    """Raise an error that names `path` where `text` is not English.

    Raises
    ------
    ClaimbookError
        Where py3langid takes the text for another language.

    Examples
    --------
    >>> check_english(Path("a.txt"), "The port will be closed on Sunday.")
    """
    words = text.split()
    if len(words) < WORDS_TO_JUDGE:
        return
    common = lexicons.stop_words()
    if sum(word.lower() in common for word in words) >= PLAIN_ENGLISH * len(words):
        # To load py3langid's model takes longer than all else that is done to read an article.
        return
    import py3langid

    language, _ = py3langid.classify(text)
    if language == "zxx" or not any(map(str.isalpha, text)):
        raise ClaimbookError(f"{path}: no words of any language are found in it; give an English text")
    if language != "en":
        raise ClaimbookError(
            f"{path}: not English: py3langid takes it for the language {language!r}, and the kit's models know English only; "
            "give an English text"
        )
