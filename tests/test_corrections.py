"""The researcher's edits: read from the sheet, laid over what was found, reported where their words are gone."""

import csv
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analysis import article, corrections, entities, paths
from analysis.claims import assemble
from analysis.corrections import sheets
from analysis.errors import ClaimbookError
from analysis.models.attribution import Attribution

TEXT = (
    "Ferry to Run All Winter\n\n"
    "Ilsa Brandt, the mayor of Northmoor, said the ferry will run all winter. "
    "Brandt praised Calder Lines. Tom Brandt of Calder Lines denied any delay.\n"
)


@pytest.fixture
def ferry(tmp_path, monkeypatch):
    monkeypatch.setenv("CLAIMBOOK_CORRECTIONS", str(tmp_path / "corrections"))
    place = tmp_path / "ferry.txt"
    place.write_text(TEXT, encoding="utf-8")
    return article.load(place)


def span(words: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


def mention_table(known: article.Article) -> pd.DataFrame:
    rows = []
    for words, nth, label, entity in (
        ("Ilsa Brandt", 0, "PERSON", "Ilsa Brandt"),
        ("Northmoor", 0, "GPE", "Northmoor"),
        ("Brandt", 1, "PERSON", "Ilsa Brandt"),
        ("Calder Lines", 0, "ORG", "Calder Lines"),
        ("Tom Brandt", 0, "PERSON", "Tom Brandt"),
        ("Calder Lines", 1, "ORG", "Calder Lines"),
    ):
        rows.append((known.id, *span(words, nth), words, label, "name", entity, "its own name", "found"))
    return pd.DataFrame(rows, columns=entities.MENTION_COLUMNS)


def claim_table(known: article.Article) -> pd.DataFrame:
    said = Attribution([span("Ilsa Brandt")], [span("said")], [span("the ferry will run all winter")], 0.9)
    denied = Attribution([span("Tom Brandt")], [span("denied")], [span("any delay")], 0.8)
    table = assemble(known, mention_table(known), [said, denied])
    return table.assign(claim=["aaaa0001", "aaaa0002"], nested_in=pd.Series([None, None], dtype="str")).drop(
        columns="stance"
    )


def edit(known: article.Article, *rows: dict[str, object], separator: str = ",", encoding: str = "utf-8") -> None:
    place = sheets.place_of(known)
    place.parent.mkdir(exist_ok=True)
    with place.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=separator)
        writer.writerow(sheets.COLUMNS)
        for row in rows:
            known_cells = {"article": known.id, "sha256": known.sha256}
            writer.writerow([({**known_cells, **row}).get(name, "") for name in sheets.COLUMNS])


def about(layer: str, words: str, nth: int = 0, **more: str) -> dict[str, object]:
    start, end = span(words, nth)
    return {"layer": layer, "words": words, "start": start, "end": end, **more}


def meant(table: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(table[["text", "entity", "origin"]].itertuples(index=False, name=None))


def test_no_sheet_changes_nothing(ferry):
    mentions, claims = mention_table(ferry), claim_table(ferry)
    pd.testing.assert_frame_equal(corrections.apply_to_mentions(ferry, mentions), mentions)
    assert corrections.apply_to_claims(ferry, claims, mentions) is claims
    assert corrections.unplaced(ferry).empty


def test_a_sheet_as_written_changes_nothing(ferry):
    mentions, claims = mention_table(ferry), claim_table(ferry)
    written = corrections.sheet(ferry, mentions, claims)
    assert len(written) == len(mentions) + len(claims)
    assert all(TEXT[r.start : r.end] == r.words for r in written.itertuples())
    edit(ferry, *written.to_dict("records"))
    pd.testing.assert_frame_equal(corrections.apply_to_mentions(ferry, mentions), mentions)


def test_a_claims_row_says_whom_it_comes_from_not_what_the_text_calls_them(ferry):
    claims = claim_table(ferry)
    claims.loc[0, ["source", "source_entity"]] = "she", "Ilsa Brandt"
    claims.loc[1, "source_entity"] = None
    rows = corrections.sheet(ferry, mention_table(ferry), claims)
    assert rows.loc[rows["layer"] == "claim", "found"].tolist() == ["Ilsa Brandt", "Tom Brandt"]


def test_rename_reaches_every_mention(ferry):
    edit(ferry, about("mention", "Calder Lines", action="rename", value="Calder Shipping Lines"))
    table = corrections.apply_to_mentions(ferry, mention_table(ferry))
    assert [r for r in meant(table) if r[0] == "Calder Lines"] == [
        ("Calder Lines", "Calder Shipping Lines", "edited")
    ] * 2
    assert (table["origin"] == "edited").sum() == 2


def test_merge_and_rename_together_whatever_their_order(ferry):
    merge = about("mention", "Tom Brandt", action="merge", value="Ilsa Brandt")
    rename = about("mention", "Ilsa Brandt", action="rename", value="Mayor Brandt")
    for rows in ((merge, rename), (rename, merge)):
        edit(ferry, *rows)
        table = corrections.apply_to_mentions(ferry, mention_table(ferry))
        assert set(table.loc[table["label"] == "PERSON", "entity"]) == {"Mayor Brandt"}


def test_a_chain_of_merges_and_a_rename_end_in_one_name(ferry):
    edit(
        ferry,
        about("mention", "Tom Brandt", action="merge", value="Ilsa Brandt"),
        about("mention", "Ilsa Brandt", action="merge", value="Calder Lines"),
        about("mention", "Calder Lines", action="rename", value="Calder"),
    )
    table = corrections.apply_to_mentions(ferry, mention_table(ferry))
    assert set(table["entity"]) == {"Calder", "Northmoor"}


def test_two_that_are_merged_with_each_other_become_one_and_the_second_row_is_reported(ferry):
    edit(
        ferry,
        about("mention", "Tom Brandt", action="merge", value="Ilsa Brandt"),
        about("mention", "Ilsa Brandt", action="merge", value="Tom Brandt"),
    )
    table = corrections.apply_to_mentions(ferry, mention_table(ferry))
    assert set(table.loc[table["label"] == "PERSON", "entity"]) == {"Ilsa Brandt"}
    assert corrections.unplaced(ferry, mention_table(ferry))["why"].tolist() == [
        "another row already makes Tom Brandt Ilsa Brandt"
    ]


def test_of_two_new_names_for_one_entity_the_second_is_reported(ferry):
    edit(
        ferry,
        about("mention", "Calder Lines", action="rename", value="Calder"),
        about("mention", "Calder Lines", 1, action="rename", value="The Lines"),
    )
    table = corrections.apply_to_mentions(ferry, mention_table(ferry))
    assert set(table.loc[table["label"] == "ORG", "entity"]) == {"Calder"}
    assert corrections.unplaced(ferry, mention_table(ferry))["value"].tolist() == ["The Lines"]


def test_a_sheet_written_again_is_edited_as_it_reads(ferry):
    merge = about("mention", "Tom Brandt", action="merge", value="Ilsa Brandt", found="Tom Brandt")
    edit(ferry, merge)
    edit(ferry, merge, about("mention", "Tom Brandt", action="rename", value="Mayor Brandt", found="Ilsa Brandt"))
    table = corrections.apply_to_mentions(ferry, mention_table(ferry))
    assert set(table.loc[table["label"] == "PERSON", "entity"]) == {"Mayor Brandt"}


def test_what_is_split_or_added_to_an_entity_goes_along_when_it_is_renamed(ferry):
    edit(
        ferry,
        about("mention", "Brandt", 1, action="split", value="Tom Brandt"),
        about("mention", "the mayor", action="add", value="Tom Brandt"),
        about("mention", "Tom Brandt", action="rename", value="Thomas Brandt"),
    )
    table = corrections.apply_to_mentions(ferry, mention_table(ferry))
    assert table.loc[table["entity"] == "Thomas Brandt", "text"].tolist() == ["the mayor", "Brandt", "Tom Brandt"]
    assert set(table.loc[table["entity"] == "Thomas Brandt", "label"]) == {"PERSON"}


def test_a_row_that_stands_twice_does_no_harm(ferry):
    drop = about("mention", "Northmoor", action="drop")
    add = about("claim", "Calder Lines", action="add", value="Brandt")
    edit(ferry, drop, drop, add, add)
    mentions, claims = mention_table(ferry), claim_table(ferry)
    assert "Northmoor" not in set(corrections.apply_to_mentions(ferry, mentions)["text"])
    assert corrections.apply_to_claims(ferry, claims, mentions)["content"].tolist().count("Calder Lines") == 1
    assert corrections.unplaced(ferry, mentions, claims)["why"].tolist() == [
        "these words are a claim already; 'edit' it"
    ]


def test_an_added_mention_may_overlap_one_that_was_found(ferry):
    edit(ferry, about("mention", "Tom Brandt of Calder Lines", action="add", field="PERSON", value="Tom Brandt"))
    table = corrections.apply_to_mentions(ferry, mention_table(ferry))
    assert len(table) == len(mention_table(ferry)) + 1
    assert table["start"].is_monotonic_increasing


def test_split_touches_one_mention(ferry):
    edit(ferry, about("mention", "Brandt", 1, action="split", value="Tom Brandt"))
    table = corrections.apply_to_mentions(ferry, mention_table(ferry))
    assert [r for r in meant(table) if r[2] == "edited"] == [("Brandt", "Tom Brandt", "edited")]


def test_drop_and_add_a_mention(ferry):
    edit(
        ferry,
        about("mention", "Northmoor", action="drop"),
        about("mention", "the ferry", action="add", field="PRODUCT", value="the ferry"),
    )
    table = corrections.apply_to_mentions(ferry, mention_table(ferry))
    assert "Northmoor" not in set(table["text"])
    added = table[table["text"] == "the ferry"].iloc[0]
    assert (added["label"], added["entity"], added["origin"]) == ("PRODUCT", "the ferry", "edited")
    assert table["start"].is_monotonic_increasing


def test_an_edit_survives_when_its_mention_is_not_found_any_more(ferry):
    edit(ferry, about("mention", "Brandt", 1, action="split", value="Tom Brandt"))
    fewer = mention_table(ferry).drop(index=2)
    table = corrections.apply_to_mentions(ferry, fewer)
    assert ("Brandt", "Tom Brandt", "edited") in meant(table)


def test_an_edit_follows_its_words_when_the_text_changes(ferry):
    edit(ferry, about("mention", "Northmoor", action="drop"))
    later = replace(ferry, text="Corrected. " + TEXT, sha256="0" * 64)
    row = corrections.read(later).iloc[0]
    assert (row["start"], row["why"]) == (span("Northmoor")[0] + 11, None)


def test_an_edit_whose_words_are_gone_is_reported(ferry):
    edit(ferry, about("mention", "Northmoor", action="drop"))
    later = replace(ferry, text=TEXT.replace("Northmoor", "Southmoor"), sha256="0" * 64)
    lost = corrections.unplaced(later)
    assert lost["words"].tolist() == ["Northmoor"]
    assert lost["why"].tolist() == ["its words are not in the article; the article's text has changed since"]
    mentions = mention_table(ferry)
    assert len(corrections.apply_to_mentions(later, mentions)) == len(mentions)


def test_an_edit_whose_words_are_gone_stops_no_other(ferry):
    edit(
        ferry,
        about("mention", "Northmoor", action="drop"),
        {"layer": "mention", "words": "Southmoor", "action": "drop"},
        {"layer": "claim", "words": "any hurry", "action": "drop"},
    )
    mentions, claims = mention_table(ferry), claim_table(ferry)
    assert "Northmoor" not in set(corrections.apply_to_mentions(ferry, mentions)["text"])
    assert corrections.unplaced(ferry, mentions, claims)["words"].tolist() == ["Southmoor", "any hurry"]


def test_an_edit_of_an_entity_that_is_not_found_any_more_is_reported(ferry):
    edit(ferry, about("mention", "Northmoor", action="rename", value="Old Northmoor", found="Northmoor"))
    fewer = mention_table(ferry).drop(index=1)
    assert corrections.unplaced(ferry, fewer)["why"].tolist() == ["no entity is found there any more"]


def test_edits_that_clash_and_drops_of_nothing_are_reported(ferry):
    edit(
        ferry,
        about("mention", "Northmoor", action="split", value="Old Northmoor"),
        about("mention", "Northmoor", action="split", value="New Northmoor"),
        about("mention", "Northmoor", action="drop"),
        about("mention", "winter", action="drop"),
        about("claim", "any delay", action="edit", field="certainty", value="denied"),
        about("claim", "any delay", action="edit", field="certainty", value="alleged"),
        about("claim", "winter", action="drop"),
    )
    mentions, claims = mention_table(ferry), claim_table(ferry)
    assert "Old Northmoor" in set(corrections.apply_to_mentions(ferry, mentions)["entity"])
    table = corrections.apply_to_claims(ferry, claims, mentions)
    assert table.set_index("content")["certainty"]["any delay"] == "denied"
    assert corrections.unplaced(ferry, mentions, claims)["why"].tolist() == [
        "another row already has this mention mean Old Northmoor",
        "another row already has this mention mean Old Northmoor",
        "no such mention is found any more",
        "another row already makes its certainty 'denied'",
        "no such claim is found any more",
    ]


SPLIT = {"action": "split", "value": "Old Northmoor"}
ADD = {"action": "add", "value": "New Northmoor"}
DENIED = {"action": "edit", "field": "certainty", "value": "denied"}


@pytest.mark.parametrize(
    ("words", "first", "second", "why"),
    [
        ("Northmoor", SPLIT, ADD, "another row already has this mention mean Old Northmoor"),
        ("ferry", ADD, SPLIT, "another row already has this mention mean New Northmoor"),
        ("ferry", ADD, {"action": "drop"}, "another row already has this mention mean New Northmoor"),
        ("ferry", ADD, ADD | {"field": "FAC"}, "another row already has this mention mean New Northmoor"),
        ("any delay", DENIED, {"action": "drop"}, "another row already edits this claim"),
        ("any delay", {"action": "drop"}, DENIED, "another row already drops this claim"),
        (
            "Brandt praised Calder Lines",
            {"action": "add"},
            {"action": "drop"},
            "no such claim is found any more",
        ),
    ],
)
def test_of_two_edits_that_clash_the_first_counts_and_the_second_is_reported(ferry, words, first, second, why):
    layer = "mention" if words in {"Northmoor", "ferry"} else "claim"
    mentions, claims = mention_table(ferry), claim_table(ferry)

    def outcome(*edits: dict[str, str]) -> str:
        edit(ferry, *(about(layer, words, **each) for each in edits))
        if layer == "mention":
            return corrections.apply_to_mentions(ferry, mentions).to_json()
        return corrections.apply_to_claims(ferry, claims, mentions).to_json()

    assert outcome(first) == outcome(first, second)
    assert corrections.unplaced(ferry, mentions, claims)["why"].tolist() == [why]


@pytest.mark.parametrize("other", [SPLIT, {"action": "drop"}])
@pytest.mark.parametrize("order", [1, -1])
def test_a_new_name_that_no_mention_is_left_for_is_reported(ferry, other, order):
    rows = [
        about("mention", "Northmoor", action="rename", value="Northmoor Town"),
        about("mention", "Northmoor", **other),
    ]
    edit(ferry, *rows[::order])
    left = corrections.unplaced(ferry, mention_table(ferry))
    assert left["action"].tolist() == ["rename"]
    assert left["why"].tolist() == ["other rows drop every mention of Northmoor or have it mean another"]


def test_a_drop_of_a_claim_that_is_found_no_more_leaves_one_that_was_added_in_its_place(ferry):
    edit(
        ferry,
        about("claim", "denied any delay", action="drop"),
        about("claim", "any delay", action="add", value="Tom Brandt"),
    )
    table = corrections.apply_to_claims(ferry, claim_table(ferry).head(1), mention_table(ferry))
    assert "any delay" in set(table["content"])


@pytest.mark.parametrize("order", [1, -1])
def test_new_words_undo_nothing_that_was_said_of_the_claim(ferry, order):
    rows = [
        about("claim", "any delay", action="edit", field="certainty", value="alleged"),
        about("claim", "any delay", action="edit", field="content", value="delay"),
    ]
    edit(ferry, *rows[::order])
    table = corrections.apply_to_claims(ferry, claim_table(ferry), mention_table(ferry))
    assert table.set_index("content")["certainty"]["delay"] == "alleged"


def test_drop_a_claim(ferry):
    edit(ferry, about("claim", "any delay", action="drop"))
    table = corrections.apply_to_claims(ferry, claim_table(ferry), mention_table(ferry))
    assert table["content"].tolist() == ["the ferry will run all winter"]


def test_edit_a_claims_source_and_what_follows_from_it(ferry):
    edit(
        ferry,
        about("claim", "any delay", action="edit", field="source", value="Calder Lines"),
        about("claim", "any delay", action="edit", field="certainty", value="Asserted"),
    )
    table = corrections.apply_to_claims(ferry, claim_table(ferry), mention_table(ferry))
    row = table[table["claim"] == "aaaa0002"].iloc[0]
    assert (row["source"], row["source_entity"], row["certainty"], row["origin"]) == (
        "Calder Lines",
        "Calder Lines",
        "asserted",
        "edited",
    )
    assert row["source_spans"] == [span("Calder Lines", 1)]
    assert table["origin"].tolist() == ["found", "edited"]


def test_edit_a_claims_content_keeps_its_id(ferry):
    edit(ferry, about("claim", "the ferry will run all winter", action="edit", field="content", value="run all winter"))
    row = corrections.apply_to_claims(ferry, claim_table(ferry), mention_table(ferry)).iloc[0]
    assert (row["claim"], row["content"], row["content_spans"]) == (
        "aaaa0001",
        "run all winter",
        [span("run all winter")],
    )


def test_further_edits_of_a_claim_find_it_though_its_content_is_cut_short(ferry):
    whole = "the ferry will run all winter"
    edit(
        ferry,
        about("claim", whole, action="edit", field="content", value="the ferry"),
        about("claim", whole, action="edit", field="act", value="attitude"),
    )
    mentions, claims = mention_table(ferry), claim_table(ferry)
    row = corrections.apply_to_claims(ferry, claims, mentions).iloc[0]
    assert (row["content"], row["act"]) == ("the ferry", "attitude")
    assert corrections.unplaced(ferry, mentions, claims).empty


def test_claims_of_the_same_words_at_two_places_have_ids_of_their_own(ferry):
    edit(ferry, about("claim", "Calder Lines", 0, action="add"), about("claim", "Calder Lines", 1, action="add"))
    table = corrections.apply_to_claims(ferry, claim_table(ferry), mention_table(ferry))
    assert table["claim"].is_unique
    assert len(table) == 4


def test_add_a_claim_and_complete_it(ferry):
    edit(
        ferry,
        about("claim", "Calder Lines", 0, action="edit", field="cue", value="praised"),
        about("claim", "Calder Lines", 0, action="add", value="Brandt"),
    )
    table = corrections.apply_to_claims(ferry, claim_table(ferry), mention_table(ferry))
    added = table[table["content"] == "Calder Lines"].iloc[0]
    assert (added["source"], added["cue"], added["source_entity"], added["origin"]) == (
        "Brandt",
        "praised",
        "Ilsa Brandt",
        "edited",
    )
    assert added["claim"] not in {"aaaa0001", "aaaa0002"}


def test_a_claim_that_is_not_found_any_more_is_reported(ferry):
    edit(ferry, about("claim", "any delay", action="edit", field="act", value="attitude"))
    lost = corrections.unplaced(ferry, mention_table(ferry), claim_table(ferry).iloc[:1])
    assert lost["why"].tolist() == ["no such claim is found any more; 'add' it to keep it"]


def test_words_that_the_article_does_not_hold_are_reported(ferry):
    edit(ferry, about("claim", "any delay", action="edit", field="source", value="Nobody"))
    mentions, claims = mention_table(ferry), claim_table(ferry)
    assert corrections.unplaced(ferry, mentions, claims)["why"].tolist() == [
        "the source 'Nobody' is not in the article"
    ]
    assert corrections.apply_to_claims(ferry, claims, mentions)["source"].tolist() == ["Ilsa Brandt", "Tom Brandt"]


@pytest.mark.parametrize(("separator", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-8"), (",", "utf-8-sig")])
def test_sheets_as_spreadsheet_programs_save_them(ferry, separator, encoding):
    edit(ferry, about("mention", "Northmoor", action="DROP"), separator=separator, encoding=encoding)
    assert corrections.read(ferry)["action"].tolist() == ["drop"]


def test_empty_rows_and_other_columns_in_another_order(ferry):
    place = sheets.place_of(ferry)
    place.parent.mkdir()
    cells = {"layer": "mention", "words": "Northmoor", "action": "Drop", "start": "", "note": "no town"}
    header = ["note", *reversed(sheets.COLUMNS)]
    lines = [";" * 10, ";".join(header), ";" * 10, ";".join(cells.get(name, "") for name in header), "", ";" * 10]
    place.write_bytes("\r\n".join(lines).encode("utf-8-sig"))
    assert corrections.read(ferry)[["words", "action", "why"]].to_numpy().tolist() == [["Northmoor", "drop", None]]


def test_a_line_that_names_the_separator_is_no_row(ferry):
    edit(ferry, about("mention", "Northmoor", action="drop"), separator=";")
    place = sheets.place_of(ferry)
    place.write_bytes(b"sep=;\r\n" + place.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    assert corrections.read(ferry)["action"].tolist() == ["drop"]


def test_words_that_a_spreadsheet_took_for_a_date_are_found_by_their_place(tmp_path, monkeypatch):
    monkeypatch.setenv("CLAIMBOOK_CORRECTIONS", str(tmp_path))
    (tmp_path / "vote.txt").write_text("Vote\n\nThe board voted 3-4 and paid 2.50 in all.\n", encoding="utf-8")
    vote = article.load(tmp_path / "vote.txt")
    rows = []
    for words, shown in (("3-4", "04-Mar"), ("2.50", "2.5"), ("board", "7-Apr")):
        start = vote.text.index(words)
        rows.append(
            {"layer": "claim", "words": shown, "start": f"{start}.0", "end": start + len(words), "action": "drop"}
        )
    edit(vote, *rows)
    table = corrections.read(vote)
    assert table["words"].tolist() == ["3-4", "2.50", "7-Apr"]
    assert table["why"].tolist() == [None, None, "its words are not in the article"]
    edit(vote, *({**row, "sha256": "0" * 64} for row in rows))
    assert corrections.read(vote)["why"].notna().sum() == 2  # 2.5 is within 2.50, wherever it stands


def test_a_row_about_another_article_is_reported_and_kept(ferry):
    elsewhere = {"article": "harbour", "sha256": "1" * 64}
    edit(ferry, about("mention", "Northmoor", action="drop", **elsewhere))
    assert corrections.unplaced(ferry)["why"].tolist() == [
        "it is about the article 'harbour'; move it to that one's sheet"
    ]
    again = corrections.sheet(ferry, mention_table(ferry), claim_table(ferry))
    assert again.loc[again["action"] == "drop", "article"].tolist() == ["harbour"]


def test_a_row_of_this_text_counts_whatever_its_article_was_called(ferry):
    edit(ferry, about("mention", "Northmoor", action="drop", article="4-Mar"))
    assert corrections.unplaced(ferry).empty


def test_a_cell_that_a_spreadsheet_would_run_comes_back_as_it_was(ferry):
    edit(ferry, about("mention", "Northmoor", action="rename", value="'=cmd|' /C calc'!A0"))
    assert corrections.read(ferry)["value"].tolist() == ["=cmd|' /C calc'!A0"]
    place = sheets.place_of(ferry)
    written = corrections.sheet(ferry, mention_table(ferry), claim_table(ferry))
    assert written.loc[written["action"] == "rename", "value"].tolist() == ["=cmd|' /C calc'!A0"]
    assert place.exists()


def test_a_row_without_a_place_goes_to_its_words(ferry):
    edit(ferry, {"layer": "mention", "words": "Northmoor", "action": "drop"})
    assert corrections.read(ferry)["start"].tolist() == [span("Northmoor")[0]]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"layer": "mention", "action": "explode", "words": "Northmoor"}, "nothing that can be done to a mention"),
        ({"layer": "token", "action": "drop", "words": "Northmoor"}, "'token' is no layer"),
        ({"layer": "mention", "action": "merge", "words": "Northmoor"}, "'value' is empty"),
        ({"layer": "mention", "action": "rename", "words": "Northmoor", "value": "\u200b"}, "nothing that can be seen"),
        ({"layer": "mention", "words": "Northmoor", "value": "Old Northmoor"}, "'action' is empty"),
        ({"layer": "claim", "words": "any delay", "field": "certainty"}, "'action' is empty"),
        ({"layer": "mention", "action": "drop"}, "words that it is about are missing"),
        ({"layer": "mention", "action": "drop", "words": "x", "start": "a"}, "whole numbers"),
        ({"layer": "claim", "action": "edit", "words": "x", "field": "mood"}, "no field that can be edited"),
        ({"layer": "claim", "action": "edit", "words": "x", "field": "act", "value": "song"}, "'song' is no act"),
        ({"layer": "mention", "action": "add", "words": "x", "field": "SHIP", "value": "x"}, "is no label"),
    ],
)
def test_a_row_that_is_not_in_order_is_named(ferry, row, says):
    edit(ferry, row)
    with pytest.raises(ClaimbookError, match=says) as refused:
        corrections.read(ferry)
    assert "ferry.csv: row 2" in str(refused.value)


def test_a_sheet_without_its_columns_is_refused(ferry):
    place = sheets.place_of(ferry)
    place.parent.mkdir()
    place.write_text("article,layer\nferry,mention\n", encoding="utf-8")
    with pytest.raises(ClaimbookError, match="column 'sha256' is missing"):
        corrections.read(ferry)


def test_a_sheet_in_another_encoding_is_refused(ferry):
    place = sheets.place_of(ferry)
    place.parent.mkdir()
    place.write_bytes("caf\xe9".encode("latin-1"))
    with pytest.raises(ClaimbookError, match="UTF-8"):
        corrections.read(ferry)


def test_writing_the_sheet_again_keeps_the_edits(ferry):
    edit(ferry, about("mention", "Northmoor", action="drop"), about("claim", "any delay", action="drop"))
    mentions = corrections.apply_to_mentions(ferry, mention_table(ferry))
    claims = corrections.apply_to_claims(ferry, claim_table(ferry), mentions)
    again = corrections.sheet(ferry, mentions, claims)
    assert again.loc[again["action"] != "", "words"].tolist() == ["Northmoor", "any delay"]
    assert again["words"].tolist().count("Northmoor") == 1


def test_the_readme_describes_the_columns_and_actions():
    text = (paths.DATA / "corrections" / "README.md").read_text(encoding="utf-8")
    named = [
        *sheets.COLUMNS,
        *sheets.ACTIONS["mention"],
        *sheets.ACTIONS["claim"],
        *sheets.CHOICES,
        *sheets.WORDED,
        *sheets.FREE,
    ]
    assert [name for name in named if f"`{name}`" not in text] == []


def test_the_file_is_written_where_the_sheet_is_read(ferry):
    place = corrections.write(Found(ferry))
    assert place == sheets.place_of(ferry)
    assert corrections.read(ferry).empty
    assert corrections.write(Found(ferry), Path(place.parent / "copy.csv")).read_bytes() == place.read_bytes()


@pytest.mark.parametrize(
    ("start", "end"), [("", "abc"), ("", "9" * 40), ("9" * 30, "9" * 31), ("9" * 5000, "9" * 5000)]
)
def test_a_place_that_no_article_has_is_one_sentence(ferry, start, end):
    edit(ferry, {"layer": "mention", "action": "drop", "words": "Brandt", "start": start, "end": end})
    with pytest.raises(ClaimbookError, match="'start' and 'end' must be whole numbers"):
        sheets.read(ferry)


@pytest.mark.parametrize(
    "row",
    [
        'a,,mention,,,"' + "x" * 200_000,
        'ferry,,mention,,,Ines Calder,"Ines,rename,,Bob Roe\nferry,,mention,,,Brandt,,rename,,Zed Zee\n',
        'ferry,,mention,,,Ines Calder,,rename,,"Bob Roe\nferry,,mention,,,Brandt,,rename,,Zed Zee\n',
    ],
)
def test_a_quotation_mark_without_its_partner_is_one_sentence(ferry, row):
    edit(ferry)
    with sheets.place_of(ferry).open("a", encoding="utf-8") as file:
        file.write(row)
    with pytest.raises(ClaimbookError, match="not a sound sheet"):
        sheets.read(ferry)


def test_a_row_of_ones_own_does_not_say_that_the_text_has_changed(ferry):
    edit(ferry, {"layer": "mention", "action": "drop", "words": "Nobody", "sha256": ""})
    assert sheets.read(ferry)["why"].tolist() == ["its words are not in the article"]


OTHER = "Storm Shuts the Airport\n\nNobody in Northmoor, said the forecaster Ugo Lindqvist, has seen such winds for forty years.\n"


class Found:
    """A story's layers, made without a model."""

    def __init__(self, known: article.Article) -> None:
        self.article = known
        self.mentions, self.claims = mention_table(known), claim_table(known)


@pytest.fixture
def storm(tmp_path):
    """Another article of the same name, in another folder."""
    (tmp_path / "elsewhere").mkdir()
    place = tmp_path / "elsewhere" / "ferry.txt"
    place.write_text(OTHER, encoding="utf-8")
    return article.load(place)


def lines_of(known: article.Article) -> list[list[str]]:
    with sheets.place_of(known).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_columns_of_ones_own_are_kept_when_the_sheet_is_written_again(ferry):
    corrections.write(Found(ferry))
    header, *rows = lines_of(ferry)
    notes = {"Northmoor": "check with the map", "any delay": "=he said so", "Tom Brandt": ""}
    for row in rows:
        words, action = row[header.index("words")], header.index("action")
        row[action] = "drop" if words == "any delay" else ""
        # One column has a name of its own, one none, and one the name of the sheet's own.
        row += [notes.get(words, ""), "seen" if words == "Northmoor" else "", "second" if words == "Northmoor" else ""]
    gone = [ferry.id, ferry.sha256, "mention", "3", "9", "y to R", "", "", "", "", "ask again", "", ""]
    with sheets.place_of(ferry).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*header, "My note", "", "words"], *rows, gone])
    corrections.write(Found(ferry))
    again = lines_of(ferry)
    assert again[0] == [*sheets.COLUMNS, "My note", "", "words"]
    told = {row[sheets.COLUMNS.index("words")]: row[len(sheets.COLUMNS) :] for row in again[1:] if any(row[-3:])}
    assert told == {
        "Northmoor": ["check with the map", "seen", "second"],
        "any delay": ["'=he said so", "", ""],
        "y to R": ["ask again", "", ""],
    }
    corrections.write(Found(ferry))
    assert lines_of(ferry) == again


def test_the_sheet_of_another_article_of_this_name_is_reported_and_never_applied(ferry, storm):
    corrections.write(Found(ferry))
    rows = corrections.sheet(ferry, mention_table(ferry), claim_table(ferry)).to_dict("records")
    edit(ferry, *({**row, "action": "drop"} if row["words"] in {"Northmoor", "any delay"} else row for row in rows))
    assert storm.id == ferry.id
    mentions = mention_table(ferry)
    assert len(corrections.apply_to_mentions(storm, mentions)) == len(mentions)
    lost = corrections.unplaced(storm)
    assert lost["words"].tolist() == ["Northmoor", "any delay"]
    assert set(lost["why"]) == {
        "it was written for another article of this name; rename one of the two, and its sheet with it"
    }
    assert corrections.unplaced(ferry).empty


def test_the_sheet_of_another_article_of_this_name_is_not_overwritten(ferry, storm, tmp_path):
    edit(ferry, *corrections.sheet(ferry, mention_table(ferry), claim_table(ferry)).to_dict("records"))
    before = sheets.place_of(ferry).read_bytes()
    story = Found(ferry)
    story.article, story.mentions, story.claims = storm, story.mentions.head(0), story.claims.head(0)
    with pytest.raises(ClaimbookError, match="another article of this name; rename one"):
        corrections.write(story)
    assert sheets.place_of(ferry).read_bytes() == before
    assert corrections.write(story, tmp_path / "copy.csv").read_text(encoding="utf-8").count("\n") == 1


def test_a_text_that_has_changed_is_no_other_article(ferry):
    edit(
        ferry,
        *corrections.sheet(ferry, mention_table(ferry), claim_table(ferry)).assign(action="drop").to_dict("records"),
    )
    later = replace(ferry, text="Corrected. " + TEXT.replace("any delay", "any fault"), sha256="0" * 64)
    assert corrections.unplaced(later)["words"].tolist() == ["any delay"]


@pytest.mark.parametrize("name", ["x" * 300, "https://example.org/a?b", "../ferry", "a\0b", "sub/ferry"])
def test_a_name_that_no_sheet_can_have_has_none(ferry, name):
    edit(ferry, about("mention", "Northmoor", action="drop"))
    (paths.corrections() / "sub").mkdir()
    (paths.corrections() / "sub" / "ferry.csv").write_text("no sheet")
    mentions = mention_table(ferry)
    assert len(corrections.apply_to_mentions(replace(ferry, id=name), mentions)) == len(mentions)
    assert corrections.unplaced(replace(ferry, id=name)).empty


def test_a_folder_in_a_sheets_place_is_one_sentence(ferry):
    sheets.place_of(ferry).mkdir(parents=True)
    with pytest.raises(ClaimbookError, match=r"ferry\.csv: not a file"):
        corrections.read(ferry)
