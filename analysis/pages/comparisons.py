"""Comparisons: pairs of claims, groups across reports, shared wording.  Shown to be checked, never judged."""
