"""Which names of people mean the same person: full names, surnames at either end, titles; never two of one surname silently."""

from collections import Counter, defaultdict

from analysis.entities import gazetteer


def merge(forms: list[str], title_genders: list[str]) -> list[tuple[str | None, str]]:
    """Return what each mention of a person means, in their order: the fullest name of that person."""
    counts = Counter(forms)
    roots: dict[str, str] = {}
    full = [f for f in counts if len(gazetteer.core(f)) > 1 and gazetteer.core(f)[0].lower() not in gazetteer.PARTICLES]
    for form in sorted(full, key=lambda f: (not _is_likely(f), -len(gazetteer.core(f)), -counts[f], f)):
        like = sorted({r for r in roots.values() if _one_person(form, r)})
        roots[form] = like[0] if len(like) == 1 else form
    likely = {r for r in roots.values() if _is_likely(r)}
    for form in [f for f in roots if roots[f] not in likely]:
        words = gazetteer.core(form)
        meant_by = {r for r in likely if gazetteer.core(r)[-1] in {words[0], words[-1]}}
        roots[form] = min(meant_by) if len(meant_by) == 1 else roots[form]
    usual = {root: _usual(root, roots, counts) for root in roots.values()}
    roots = {form: usual[root] for form, root in roots.items()}
    likely = {usual[root] for root in likely}
    holders = _holders(forms, roots)
    named = Counter(roots[form] for form in forms if form in roots)
    meant: list[tuple[str | None, str]] = []
    for form, gender in zip(forms, title_genders, strict=True):
        if form in roots:
            root = roots[form]
            meant.append((root, "its own name" if root == form else f"another form of {root}"))
            continue
        alone = " ".join(gazetteer.core(form))
        candidates = sorted({r for f, r in roots.items() if alone in _parts(f)})
        candidates = [c for c in candidates if c in likely] or candidates
        told = [c for c in candidates if gender and gazetteer.genders().get(gazetteer.core(c)[0], gender) == gender]
        if len(candidates) < 2:
            fullest = max((f for f in counts if " ".join(gazetteer.core(f)) == alone), key=len)
            entity = candidates[0] if candidates else fullest
            meant.append((entity, "its own name" if form == entity else f"part of the name {entity}"))
        elif len(told) == 1:
            meant.append((told[0], f"of {' and '.join(candidates)}, the one whom the title fits"))
        elif holder := holders.get(alone):
            meant.append((holder, f"of {' and '.join(candidates)}, the one first called so"))
        elif leader := _leader(candidates, named):
            meant.append((leader, f"of {' and '.join(candidates)}, the one named in full most often"))
        else:
            meant.append((None, "left open: " + " or ".join(candidates)))
    return meant


def _is_likely(form: str) -> bool:
    """Tell whether a full name is likely one: "Understood Brandt" and "ESTV Sues Brandt" are pieces of a headline."""
    words = gazetteer.core(form)
    odd = [
        w for w in words[:-1] if w not in gazetteer.genders() and (w.lower() in gazetteer.common() or w[:3].isupper())
    ]
    return form.isupper() or not any(len(w) > 2 for w in odd)


def _parts(form: str) -> set[str]:
    """Return what a person of this full name may be called by alone: the first word, the last, and "de Brandt" too."""
    words = gazetteer.core(form)
    i = next((i for i, w in enumerate(words) if i and w.lower() in gazetteer.PARTICLES), len(words) - 1)
    tail = " ".join(words[i:])
    return {words[0], words[-1], tail, tail[:1].upper() + tail[1:]}


def _usual(root: str, roots: dict[str, str], counts: Counter[str]) -> str:
    """Return the full name that the article mostly uses where the fullest one is rare, and else the fullest."""
    most = max((f for f, r in roots.items() if r == root), key=lambda f: (counts[f], len(f), f))
    return most if counts[most] >= 3 * counts[root] else root


def _leader(candidates: list[str], named: Counter[str]) -> str | None:
    """Return the one of several people whom the article names in full three times as often as any other, if there is one."""
    first, second = sorted(candidates, key=lambda c: -named[c])[:2]
    return first if named[first] >= 3 * named[second] else None


def _holders(forms: list[str], roots: dict[str, str]) -> dict[str, str]:
    """Return, for each part of a name that several people share, whom the article calls by it alone."""
    introduced: dict[str, set[str]] = defaultdict(set)
    holders: dict[str, str] = {}
    undecided = set()
    for form in forms:
        core = gazetteer.core(form)
        if form in roots:
            for part in _parts(form):
                introduced[part].add(roots[form])
        elif (alone := " ".join(core)) not in holders and introduced[alone] and alone not in undecided:
            if len(introduced[alone]) == 1:
                holders[alone] = next(iter(introduced[alone]))
            else:
                undecided.add(alone)
    return holders


def _one_person(a: str, b: str) -> bool:
    """Tell whether two full names can be one person's: first and last word the same, no other generation."""
    x, y = sorted((gazetteer.core(a), gazetteer.core(b)), key=len)
    generations = [set(f.replace(",", "").split()) & gazetteer.GENERATIONS for f in (a, b)]
    if all(generations) and generations[0] != generations[1]:
        return False
    if sorted(x) == sorted(y):
        return True
    if x[-1] == y[-1] and (x[0] == y[0] or (len(x[0]) == 1 and y[0].startswith(x[0]))):
        return len(x) == 2 or not (set(x[1:-1]) - set(y)) or _initials_fit(x[1:-1], y[1:-1])
    if len(x) > 1 and x[-1] == y[-1] and set(x) < set(y):
        return True
    return y[: len(x)] == x or y[-len(x) :] == x


def _initials_fit(x: tuple[str, ...], y: tuple[str, ...]) -> bool:
    return len(x) == len(y) and all(a[0] == b[0] and 1 in {len(a), len(b)} for a, b in zip(x, y, strict=True))
