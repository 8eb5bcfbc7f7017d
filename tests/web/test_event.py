"""`/events/<slug>/`: one event, with all that is known of it and how."""

import pytest

from tests.conftest import event


@pytest.fixture
def talks(cast):
    cast(
        event(
            "talks",
            "2025-10-20/2025-10-22",
            {"qaani": "initiator", "iraq": "host"},
            summary="They talked.",
            date_note="Two papers give these days.",
            place={"name": "Baghdad", "country": "Iraq"},
            statements=[{"speaker": "qaani", "text": "We came to talk.", "source": "paper"}],
            storylines=["pact"],
            related=[{"event": "before", "relation": "follows"}, {"event": "unseen", "relation": "part-of"}],
        ),
        event("before", "2025-10-01"),
        event("unseen", "2025-10-02", status="draft"),
        storylines=[{"slug": "pact", "title": "The pact"}],
    )


def test_says_what_happened_and_how_it_is_known(get, talks):
    page = get("/events/talks/")
    assert page.status == 200
    assert page.text("h1") == "Title of talks"
    assert "20–22 October 2025" in page.text(".hero")
    assert "Baghdad, Iraq" in page.text(".hero")
    assert "Two papers give these days." in page.text("article")
    assert "A report" in page.text(".srcs")
    assert page.soup.select_one(".srcs a[href='https://paper.example/1']")["rel"] == ["noreferrer", "noopener", "external"]


def test_names_the_participants_with_their_parts_and_their_own_script(get, talks):
    rows = [" ".join(row.get_text(" ").split()) for row in get("/events/talks/").all(".people tbody tr")]
    assert rows[0].startswith("Iraq")
    assert "Host" in rows[0]
    assert rows[1].startswith("Esmail Qaani")
    assert "Initiator" in rows[1]


def test_quotes_who_spoke(get, talks):
    assert "We came to talk." in get("/events/talks/").text("blockquote")


def test_leads_to_its_month_and_to_the_timeline(get, talks):
    links = {link["href"] for link in get("/events/talks/").all("main a")}
    assert "/?from=2025-10&to=2025-10" in links
    assert "/?event=talks" in links


def test_related_events_are_shown_from_both_ends_and_drafts_from_neither(get, talks):
    assert "Title of before" in get("/events/talks/").text("main")
    assert "Title of talks" in get("/events/before/").text("main")
    assert "unseen" not in get("/events/talks/").html


@pytest.mark.parametrize("slug", ["unseen", "never-was", "%00", "x" * 10_000, "%F0%9F%92%A5", "..%2f..%2fetc"])
def test_a_draft_and_an_unknown_slug_are_not_found(get, talks, slug):
    page = get(f"/events/{slug}/")
    assert page.status == 404
    assert page.soup.h1
    assert "Title of unseen" not in page.html


def test_in_arabic_the_texts_that_are_not_translated_say_that_they_are_english(get, talks):
    page = get("/ar/events/talks/")
    assert page.soup.html["dir"] == "rtl"
    assert page.soup.select_one("h1 [lang=en]").get_text() == "Title of talks"
