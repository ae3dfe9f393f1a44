"""What a claim is called across reports: ``ARTICLE#CLAIM``."""


def name_of(article: str, claim: str) -> str:
    """Return the name of the claim with the id `claim` of an article.

    Examples
    --------
    >>> name_of("harbour", "1f03ab4e")
    'harbour#1f03ab4e'
    """
    return f"{article}#{claim}"


def article_of(name: str) -> str:
    """Return the id of the article that a claim's name begins with.

    Examples
    --------
    >>> article_of("harbour#1f03ab4e")
    'harbour'
    """
    return name.rsplit("#", 1)[0]
