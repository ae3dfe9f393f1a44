"""What a user is told when something cannot be done."""


class ClaimbookError(Exception):
    """One sentence for the user: the file, what is wrong with it, what to do next.

    Whatever raises it has left everything that was there before as it was.  The command line prints the sentence and
    exits; a notebook shows it without a traceback.

    Examples
    --------
    >>> raise ClaimbookError("seeds/a.txt: the file is empty; put the article's text into it or remove it")
    Traceback (most recent call last):
    analysis.errors.ClaimbookError: seeds/a.txt: the file is empty; put the article's text into it or remove it
    """

    def __str__(self) -> str:
        return printable(super().__str__())

    def _render_traceback_(self) -> list[str]:
        # IPython asks an exception for its own traceback by this name: a notebook shows the sentence alone.
        return [str(self)]


def printable(words: str) -> str:
    r"""Return `words` with whatever a terminal would act on, as a file's name may hold, spelled out.

    Examples
    --------
    >>> print(printable("a\x1b[31m.txt"))
    a\x1b[31m.txt
    """
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in words)
