import pytest

from analysis.claims import certainty
from tests.claims.claim_texts import unmark


def read(marked):
    text, spans = unmark(marked)
    found = certainty.read(text, spans["Q"], spans["C"])
    return found.act, found.certainty, [word for _, _, word in found.words]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("She [Q said] [C it rained].", ("speech", "asserted", [])),
        ("She [Q has denied] [C that it rained].", ("speech", "denied", ["denied"])),
        ("She [Q claims] [C it rained].", ("speech", "alleged", ["claims"])),
        ("She [Q vowed] [C to stay].", ("speech", "promised", ["vowed"])),
        ("She [Q called for] [C an inquiry].", ("speech", "asked", ["called for"])),
        ("She [Q believes] [C it rained].", ("attitude", "hedged", ["believes"])),
        ("She [Q suggested] [C it rained].", ("speech", "hedged", ["suggested"])),
        ("She [Q said] [C it was possible that it rained].", ("speech", "hedged", ["possible that"])),
        ("She [Q said] [C rain seemed to fall].", ("speech", "hedged", ["seemed to"])),
        ("She [Q said] [C it was possible to leave].", ("speech", "asserted", [])),
        ("She [Q said] [C it probably rained].", ("speech", "hedged", ["probably"])),
        ("She [Q said] [C it was reportedly late].", ("speech", "alleged", ["reportedly"])),
        ("She [Q said] [C those who perhaps slept were late].", ("speech", "asserted", [])),
        ("She [Q wanted] [C a bus].", ("attitude", "asked", ["wanted"])),
        ("[C “Will it rain?”] she [Q said].", ("speech", "asked", ["?"])),
        ("She [Q did not confirm] [C that it rained].", ("speech", "hedged", ["confirm"])),
        ("She [Q does not believe] [C that it rained].", ("attitude", "denied", ["believe"])),
        ("She [Q said no to] [C the plan].", ("speech", "asserted", [])),
        ("The papers [Q would show] [C it rained].", ("speech", "hedged", ["would"])),
        ("She [Q ducked several questions before saying] [C it rained].", ("speech", "asserted", [])),
        ("She [Q made the claim] [C that it rained].", ("speech", "alleged", ["claim"])),
        ("The firms [Q agreed] [C to merge].", ("speech", "promised", ["agreed to"])),
        ("The firms [Q agreed] [C that it rained].", ("speech", "asserted", [])),
        ("[C “It seems to be late,”] she [Q said].", ("speech", "hedged", ["It seems"])),
        ("[C “Of course it rained,”] she [Q said]. [C “Who could ask for more?”]", ("speech", "asserted", [])),
        ("[C “Is it late? It must stop.”] she [Q said].", ("speech", "asked", ["?"])),
        ("[C It probably rained].", ("speech", "hedged", ["probably"])),
        ("She [Q pressed for] [C an inquiry].", ("speech", "asked", ["pressed"])),
        ("She [Q is pressing her case] [C that it rained].", ("speech", "asserted", [])),
    ],
)
def test_reads_how_firmly_it_is_said(marked, expected):
    assert read(marked) == expected


def test_words_stand_where_they_are_said_to():
    text, spans = unmark("Only later she [Q denied] [C that it rained].")
    for start, end, word in certainty.read(text, spans["Q"], spans["C"]).words:
        assert text[start:end] == word
