"""The rules of the shipped dataset, as docs/dataset.md states them."""

import json
import re
from collections import Counter

import pytest

from tests.conftest import DATASET
from timeline.dates import FuzzyDate
from timeline.events.choices import ActorKind, Confidence, EventKind, Role, Side

DATA = json.loads(DATASET.read_text(encoding="utf-8"))
ACTORS = {one["slug"]: one for one in DATA["actors"]}
SOURCES = {one["slug"]: one for one in DATA["sources"]}
STORYLINES = {one["slug"]: one for one in DATA["storylines"]}
EVENTS = {one["slug"]: one for one in DATA["events"]}


def test_it_is_all_there():
    assert (len(DATA["events"]), len(DATA["actors"]), len(DATA["sources"]), len(DATA["storylines"])) == (261, 156, 597, 29)
    assert Counter(one["status"] for one in DATA["events"]) == {"published": 259, "draft": 2}


def test_slugs_are_unique():
    assert (len(EVENTS), len(ACTORS), len(SOURCES), len(STORYLINES)) == (261, 156, 597, 29)


def test_vocabularies():
    assert {one["side"] for one in DATA["actors"]} <= set(Side.values)
    assert {one["kind"] for one in DATA["actors"]} <= set(ActorKind.values)
    assert {one["kind"] for one in DATA["events"]} <= set(EventKind.values)
    assert {one["confidence"] for one in DATA["events"]} <= set(Confidence.values)
    assert {part["role"] for one in DATA["events"] for part in one["actors"]} <= set(Role.values)
    assert {one["prominence"] for one in DATA["events"]} <= {1, 2, 3}


def test_labels_fit_the_chart():
    assert max(len(one["label"]) for one in DATA["events"]) <= 40
    assert max(len(one["label"]) for texts in DATA["translations"].values() for one in texts["events"].values()) <= 40


def test_whatever_is_named_exists():
    for one in DATA["events"]:
        assert {part["actor"] for part in one["actors"]} <= ACTORS.keys()
        assert {citation["source"] for citation in one["citations"]} <= SOURCES.keys()
        assert {said["speaker"] for said in one["statements"]} <= ACTORS.keys()
        assert {said["source"] for said in one["statements"]} <= SOURCES.keys()
        assert set(one["storylines"]) <= STORYLINES.keys()
        assert {other["event"] for other in one["related"]} <= EVENTS.keys() - {one["slug"]}
    assert {one["member_of"] for one in DATA["actors"]} - {None} <= ACTORS.keys()


def test_nobody_has_the_same_role_twice_in_an_event():
    for one in DATA["events"]:
        parts = [(part["actor"], part["role"]) for part in one["actors"]]
        assert len(parts) == len(set(parts)), one["slug"]


def test_every_published_event_has_a_citation_with_an_address():
    for one in DATA["events"]:
        if one["status"] == "published":
            assert any(SOURCES[citation["source"]]["url"] for citation in one["citations"]), one["slug"]


def test_a_disputed_event_says_how():
    assert all(one["date_note"] for one in DATA["events"] if one["confidence"] == "disputed")


def test_sources_have_web_addresses_and_one_has_none():
    assert all(one["url"] is None or re.match("https?://", one["url"]) for one in DATA["sources"])
    assert [one["slug"] for one in DATA["sources"] if one["url"] is None] == ["seed-shafaq-araji"]


@pytest.mark.parametrize("one", DATA["events"], ids=lambda one: one["slug"])
def test_every_date_is_edtf_and_comes_back_the_same(one):
    assert FuzzyDate.from_edtf(one["date"]).edtf == one["date"]


def test_publication_days_and_offices_are_edtf():
    dates = [one["published_on"] for one in DATA["sources"]]
    dates += [role[end] for one in DATA["actors"] for role in one["roles"] for end in ("from", "to")]
    for text in filter(None, dates):
        assert FuzzyDate.from_edtf(text).edtf == text


def test_iraqs_government_belongs_to_iraq():
    # As received it belonged to nothing, so that asking for Iraq left out its ministers (fixtures/README.md).
    assert ACTORS["government-of-iraq"]["member_of"] == "iraq"


def test_translations_name_records_and_match_offices():
    for texts in DATA["translations"].values():
        assert texts["events"].keys() == EVENTS.keys()
        assert texts["actors"].keys() == ACTORS.keys()
        assert texts["storylines"].keys() == STORYLINES.keys()
        assert all(len(one["roles"]) == len(ACTORS[slug]["roles"]) for slug, one in texts["actors"].items())
        places = {name for one in DATA["events"] if one["place"] for name in one["place"].values() if name}
        assert places <= texts["places"].keys()
