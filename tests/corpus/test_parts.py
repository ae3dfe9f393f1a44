import json

import pytest

from analysis.corpus import parts


def write(path, texts):
    path.write_text("".join(json.dumps({"id": f"a{key}", "text": text}) + "\n" for key, text in texts.items()))
    return path


@pytest.fixture
def texts():
    return {number: f"Article {number}. " + "The harbour is closed. " * (10 + number % 7) for number in range(200)}


def test_every_article_is_in_one_part_and_order_is_kept(tmp_path, texts):
    source = write(tmp_path / "a.jsonl", texts)
    plan = parts.plan(source, 2000)
    found = list(parts.batches(source, {part.key for part in plan}, 2000))
    assert [key for key, _ in found] == [part.key for part in plan]
    assert [record.id for _, group in found for record in group] == [f"a{number}" for number in texts]
    assert sum(part.articles for part in plan) == 200


def test_parts_keep_between_their_least_size_and_twice_that(tmp_path, texts):
    plan = parts.plan(write(tmp_path / "a.jsonl", texts), 2000)
    assert len(plan) > 5
    assert all(2000 <= part.size < 4000 + 1000 for part in plan[:-1])


def test_a_changed_article_changes_few_parts(tmp_path, texts):
    before = {part.key for part in parts.plan(write(tmp_path / "a.jsonl", texts), 2000)}
    texts[100] += "Nobody knows for how long."
    after = {part.key for part in parts.plan(write(tmp_path / "a.jsonl", texts), 2000)}
    assert 1 <= len(after - before) <= 5


def test_an_added_article_changes_few_parts(tmp_path, texts):
    before = {part.key for part in parts.plan(write(tmp_path / "a.jsonl", texts), 2000)}
    after = {part.key for part in parts.plan(write(tmp_path / "a.jsonl", {"new": "A new one."} | texts), 2000)}
    assert 1 <= len(after - before) <= 5


def test_only_the_wanted_parts_are_handed_out(tmp_path, texts):
    source = write(tmp_path / "a.jsonl", texts)
    third = parts.plan(source, 2000)[2].key
    assert [key for key, _ in parts.batches(source, {third}, 2000)] == [third]


def test_a_correction_changes_the_part_of_its_article(tmp_path, texts, monkeypatch):
    monkeypatch.setenv("CLAIMBOOK_CORRECTIONS", str(tmp_path / "corrections"))
    source = write(tmp_path / "a.jsonl", texts)
    before = [part.key for part in parts.plan(source, 2000)]
    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections" / "a150.csv").write_text("edit\n")
    after = [part.key for part in parts.plan(source, 2000)]
    assert before[0] == after[0]
    assert before != after
