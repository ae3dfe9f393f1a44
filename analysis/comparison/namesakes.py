"""Whether two names may mean the same, across articles of which each has its own canonical names."""

import re


def is_alike(one: str, other: str) -> bool:
    """Tell whether two names may mean the same: one has the other's words, or is made of its initials.

    Examples
    --------
    >>> is_alike("Brandt", "Ilsa Brandt"), is_alike("U.S.", "United States"), is_alike("Ann Lee", "Bo Lee")
    (True, True, False)
    """
    left, right = (re.findall(r"\w+", re.sub(r"['’]s\b|\.", "", name)) for name in (one, other))
    short, long = sorted((left, right), key=len)
    if not short or {w.lower() for w in short} <= {w.lower() for w in long}:
        return True
    if (
        len(short) == len(long) == 1
        and (short[0].startswith(long[0][:5]) or long[0].startswith(short[0][:5]))
        and min(len(short[0]), len(long[0])) >= 5
    ):
        # Israel, Israelis.
        return True
    return len(short) == 1 and len(long) > 1 and short[0] == "".join(w[0] for w in long if w[0].isupper())
