"""A table of searches on the shipped record, across scripts and spellings, with the events they must find."""

from pathlib import Path

import pytest

from timeline.events import index, search
from timeline.events.search import kept

TABLE = Path(__file__).parent / "searches.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


@pytest.fixture(autouse=True)
def _record(dataset, db): ...


def test_there_are_a_hundred_and_more():
    assert len({row[0] for row in ROWS}) == len(ROWS) >= 100


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_search_finds_what_it_must(row):
    text, wanted, *unwanted = row
    now = index.current()
    answer = search.find(text)
    ranked = [now.slugs[position] for position in answer.ranked(now, answer.within(now))]
    slugs = wanted.split()
    missing = [slug for slug in slugs if slug.lstrip("!") not in ranked]
    assert not missing, f"{text} misses {missing}; it finds {ranked[:8]}"
    late = [slug for slug in slugs if slug.startswith("!") and slug[1:] not in ranked[:3]]
    assert not late, f"{text} has {late} too late: {ranked[:8]}"
    found_wrongly = [slug for slug in " ".join(unwanted).split() if slug in ranked]
    assert not found_wrongly, f"{text} finds {found_wrongly}"


def test_what_is_kept_of_common_words_changes_no_answer(monkeypatch):
    """At a hundred thousand events half the words of a question are kept and the rest looked up; here, what three documents have."""
    now = index.current()

    def answers():
        search._answer.cache_clear()
        now.words_found.clear()
        found = [search.find(row[0]) for row in ROWS]
        given = [search.suggest(row[0][: len(row[0]) // 2 + 2]) for row in ROWS]
        return [(one.events, list(one.ranked(now, one.events)), one.instead, one.terms) for one in found], given

    nothing_kept = answers()
    monkeypatch.setattr(kept, "FROM", 3)
    assert kept.keep() > 1000
    assert answers() == nothing_kept


def test_the_page_finds_the_same(client):
    page = client.get("/", {"q": "سليماني"}).content.decode()
    assert 'data-event="soleimani-muhandis-killed-2020"' in page
    assert "<mark>Soleimani</mark>" in page
