"""Loading: by slug, saying what it did; missing optional keys are fine; what a record does not say is left alone."""

import json
from io import StringIO

from django.core.management import call_command

from tests.conftest import CAST, DATASET, SOURCE, event
from timeline.events.dataset.dump import lines
from timeline.events.dataset.load import label_of, load
from timeline.events.models import Actor, ActorRole, Event, Participation, Place, StorylineEntry


def counts(report):
    return {array: numbers for array, *numbers in report}


def test_it_says_what_was_added_changed_and_left_alone(cast):
    assert counts(cast(event("one"), event("two"))) == {"events": [2, 0, 0]}
    assert counts(cast(event("one"), event("two", kind="call"), event("three"))) == {"events": [1, 1, 1]}


def test_the_shortest_records_will_do(record):
    record(
        actors=[{"slug": "a", "name": "A", "kind": "person", "side": "other"}],
        sources=[{"slug": "s", "publisher": "P"}],
        storylines=[{"slug": "t", "title": "T"}],
        events=[{"slug": "e", "title": "E", "kind": "other", "date": "2003"}],
    )
    one = Event.objects.get()
    assert (one.status, one.confidence, one.prominence, one.label) == ("draft", "confirmed", 1, "E")


def test_a_label_is_made_of_whole_words():
    assert label_of("Short") == "Short"
    assert label_of("Iraqi National Security Adviser al-Araji visits Tehran") == "Iraqi National Security Adviser…"


def test_a_missing_key_leaves_what_is_stored_and_null_empties_it(cast):
    cast(event("talks", summary="Said.", place={"name": "Tehran", "country": "Iran"}))
    cast({"slug": "talks", "title": "New title", "kind": "meeting", "date": "2025-10-20"})
    one = Event.objects.get()
    assert (one.title, one.summary, str(one.place)) == ("New title", "Said.", "Tehran, Iran")
    assert Participation.objects.count() == 1
    cast({"slug": "talks", "title": "New title", "kind": "meeting", "date": "2025-10-20", "place": None, "summary": None})
    one = Event.objects.get()
    assert (one.summary, one.place) == ("", None)


def test_records_may_name_records_that_come_later_or_are_stored(record):
    record(actors=list(reversed(CAST)), sources=[SOURCE])
    assert Actor.objects.get(slug="qaani").member_of.slug == "irgc"
    record(events=[event("a", related=[{"event": "b", "relation": "follows"}]), event("b")])
    record(events=[event("c", related=[{"event": "a", "relation": "part-of"}])])
    assert Event.objects.get(slug="c").relations.get().other.slug == "a"


def test_words_for_a_date_are_read_against_their_anchor(cast):
    cast({**event("vote"), "date": None, "date_text": "twenty days before 11 November 2025", "date_anchor": "2025-10-22"})
    one = Event.objects.get()
    assert (one.date.edtf, one.date_text, one.date_anchor.isoformat()) == (
        "2025-10-22", "twenty days before 11 November 2025", "2025-10-22",
    )  # fmt: skip


def test_an_editors_order_of_a_storyline_is_kept(cast):
    events = [event("a", "2025-01-01", storylines=["s"]), event("b", "2025-02-01", storylines=["s"]), event("c", storylines=["s"])]
    cast(*events, storylines=[{"slug": "s", "title": "S", "events": ["b", "a"]}])
    assert [entry.event.slug for entry in StorylineEntry.objects.all()] == ["b", "a", "c"]
    assert '"events": ["b", "a"]' in "".join(lines())


def test_changing_an_event_keeps_its_place_in_storylines(cast):
    cast(event("a", storylines=["s"]), event("b", storylines=["s"]), storylines=[{"slug": "s", "title": "S", "events": ["b", "a"]}])
    cast(event("a", storylines=["s"], summary="New."))
    assert [entry.event.slug for entry in StorylineEntry.objects.all()] == ["b", "a"]


def test_two_places_of_one_name_are_two_places(cast):
    cast(event("a", place={"name": "Washington", "country": "United States"}), event("b", place={"name": "Washington", "country": None}))
    assert sorted(Place.objects.values_list("slug", flat=True)) == ["washington", "washington-2"]


def test_translations_of_offices_stay_with_their_offices(record):
    actor = {**CAST[0], "roles": [{"title": "President"}, {"title": "Speaker"}]}
    record(actors=[actor], translations={"fa": {"actors": {"iran": {"name": "ایران", "roles": ["رئیس", "سخنگو"]}}}})
    record(actors=[{**actor, "description": "Changed.", "roles": [{"title": "President", "from": "2024"}, {"title": "Judge"}]}])
    found = {role.title: [one.title for one in role.translations.all()] for role in ActorRole.objects.all()}
    assert found == {"President": ["رئیس"], "Judge": []}


def test_export_import_export_is_byte_identical(dataset, db, tmp_path):
    once, twice = tmp_path / "1.json", tmp_path / "2.json"
    call_command("export_dataset", once)
    assert counts(load(json.loads(once.read_text()))) == {
        "actors": [0, 0, 156], "sources": [0, 0, 597], "storylines": [0, 0, 29], "events": [0, 0, 261], "translations": [0, 0, 1024],
    }  # fmt: skip
    Event.objects.all().delete()
    Actor.objects.filter(member_of=None).update(member_of=None)
    assert counts(load(json.loads(once.read_text())))["events"] == [261, 0, 0]
    call_command("export_dataset", twice)
    assert once.read_bytes() == twice.read_bytes()


def test_the_shipped_file_is_what_an_export_writes(dataset, db):
    out = StringIO()
    call_command("export_dataset", stdout=out)
    assert out.getvalue() == DATASET.read_text(encoding="utf-8")


def test_ten_times_the_events_cost_the_same_queries(cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(80):
        cast(*(event(f"e{n}", place={"name": "Tehran", "country": "Iran"}) for n in range(900)))
