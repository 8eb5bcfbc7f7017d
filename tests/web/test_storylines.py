"""`/storylines/` and `/storylines/<slug>/`."""

import pytest

from tests.conftest import event


@pytest.fixture
def two(cast):
    cast(
        event("first", "2025-10-20", storylines=["pact"]),
        event("second", "2025-11-20", storylines=["pact"]),
        event("unseen", "2025-10-22", storylines=["pact", "secret"], status="draft"),
        storylines=[
            {"slug": "pact", "title": "The pact", "description": "How it came about."},
            {"slug": "secret", "title": "A thread of drafts"},
        ],
    )


def test_the_list_has_those_with_published_events_and_their_span(get, two):
    page = get("/storylines/")
    assert page.status == 200
    assert "The pact" in page.text(".cards")
    assert "2 events" in page.text(".cards")
    assert "Oct–Nov 2025" in page.text(".cards")
    assert "A thread of drafts" not in page.html


def test_one_has_its_events_in_order(get, two):
    page = get("/storylines/pact/")
    assert page.text("h1") == "The pact"
    assert "How it came about." in page.text(".hero")
    assert page.events == ["first", "second"]
    assert "/?storyline=pact" in {link["href"] for link in page.all("main a")}


def test_an_editors_order_comes_first(get, two, record):
    record(storylines=[{"slug": "pact", "title": "The pact", "events": ["second", "first"]}])
    assert get("/storylines/pact/").events == ["second", "first"]


@pytest.mark.parametrize("slug", ["secret", "nothing", "%00", "x" * 10_000])
def test_a_thread_of_drafts_and_an_unknown_one_are_not_found(get, two, slug):
    page = get(f"/storylines/{slug}/")
    assert page.status == 404
    assert "A thread of drafts" not in page.html
