"""Claimbook: who is reported to say what, in which words, how firmly, through whom.

>>> from analysis import read, read_all
>>> story = read("tests/fixtures/articles/harbour.txt")
>>> story
Story('harbour', 188 words)
"""
