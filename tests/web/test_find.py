"""Finding: facets that are links, orders of the list, what matched, suggestions, and the pages of places, statements, steps and changes."""

import pytest

from tests.conftest import event
from tests.web.test_timeline import queries
from timeline.events.history import revision
from timeline.events.models import Event


@pytest.fixture
def six(cast):
    where = {"name": "Muscat", "country": "Oman"}
    said = [{"speaker": "rubio", "text": "Keep dreaming, they said.", "source": "paper"}]
    cast(
        event("strike", "2020-01-03", {"us": "initiator", "iran": "target"}, kind="military", prominence=3),
        event("talks", "2025-10-20", {"iran": "host", "iraq": "participant"}, storylines=["pact"], place=where, title="Talks at sea"),
        event("call", "2025-10-21", {"rubio": "initiator", "iraq": "target"}, kind="call", prominence=2, statements=said),
        event("visit", "2025-10-16/2025-10-19", {"qaani": "initiator", "iraq": "host"}, storylines=["pact"], summary="Of talks, nothing."),
        event("answer", "2025-11", {"iran": "initiator", "us": "target"}),
        event("hidden", "2025-10-20", {"iran": "host"}, status="draft", place={"name": "Nowhere", "country": ""}),
        storylines=[{"slug": "pact", "title": "The security pact"}],
    )


class TestFacets:
    @pytest.mark.parametrize(
        "query, slugs, title",
        [
            ("role=initiator", ["strike", "visit", "call", "answer"], "Diplomatic events, as initiator"),
            ("actor=iran&role=initiator", ["visit", "answer"], "Diplomatic events that involve Iran, as initiator"),
            ("actor=iran&only=1&role=initiator", ["answer"], "Diplomatic events that involve Iran (without members), as initiator"),
            ("side=us&role=target", ["answer"], "Diplomatic events with United States taking part, as target"),
            ("pair=us.iran", ["strike"], "Diplomatic events directed by United States at Iran"),
            ("pair=us.iran&pair=iran.us", ["strike", "answer"], None),
            ("publisher=the-paper&kind=call", ["call"], "Calls known from The Paper"),
            ("q=talks&kind=meeting&actor=iran", ["talks", "visit"], None),
        ],
    )
    def test_show_what_they_say(self, get, six, query, slugs, title):
        page = get(f"/?{query}")
        assert page.status == 200
        assert page.events == slugs
        assert title is None or page.text("h1") == title

    @pytest.mark.parametrize(
        "query, said", [("role=villain", "villain"), ("pair=us", "us.iran"), ("publisher=x", "publisher"), ("sort=fate", "fate")]
    )
    def test_refuse_nonsense(self, get, six, query, said):
        page = get(f"/?{query}")
        assert page.status == 400
        assert said in page.text('[role="alert"]')

    def test_every_count_is_a_link_to_as_many_events(self, get, six):
        page = get("/?kind=meeting")
        links = {link["href"]: int(link.get_text()) for link in page.all("#filters a.n")}
        links = {href: count for href, count in links.items() if href.count("kind=meeting") == href.count("kind=") == 1}
        assert len(links) > 15
        for href in list(links)[:: max(1, len(links) // 12)]:
            shown = get(href)
            assert len(shown.events) == links[href], href

    def test_the_histogram_narrows_to_a_year_a_month_and_a_day(self, get, six):
        spans = [(span["aria-label"], span["href"]) for span in get("/?kind=meeting").all("#histogram .span")]
        assert spans == [("2025: 3 events", "/?kind=meeting&from=2025&to=2025")]
        months = get(spans[0][1]).all("#histogram .span")
        assert [month["aria-label"] for month in months] == ["October 2025: 2 events", "November 2025: 1 event"]
        days = get(months[-2]["href"]).all("#histogram .span")
        assert len(days) == 31
        assert days[16]["aria-label"] == "17 October 2025: 1 event"
        assert get(days[16]["href"]).events == ["visit"]
        assert get(days[30]["href"]).all("#histogram p a")[0]["href"].endswith("from=2025&to=2025")

    def test_the_matrix_says_who_acts_at_whom(self, get, six):
        cells = {cell["aria-label"]: cell["href"] for cell in get("/").all(".matrix a")}
        assert cells["United States at Iran: 1 event"] == "/?pair=us.iran"
        assert get("/?pair=us.iran").text('.matrix a[aria-current="true"]') == "1"

    def test_a_draft_lends_no_place(self, get, six):
        assert "Nowhere" not in get("/").html
        assert get("/places/nowhere/").status == 404


class TestOrder:
    @pytest.mark.parametrize(
        "query, slugs",
        [
            ("sort=prominence", ["strike", "call", "visit", "talks", "answer"]),
            ("sort=date", ["strike", "visit", "talks", "call", "answer"]),
            ("q=talks", ["talks", "visit"]),
            ("q=talks&sort=date", ["visit", "talks"]),
        ],
    )
    def test_of_the_list(self, get, six, query, slugs):
        assert get(f"/?{query}").events == slugs

    def test_the_latest_change_comes_first(self, get, six):
        changed = Event.objects.get(slug="visit")
        changed.save()
        assert get("/?sort=changed").events[0] == "visit"

    def test_an_order_is_kept_by_the_filters(self, get, six):
        page = get("/?sort=prominence")
        assert page.soup.select_one('#filters input[name="sort"]')["value"] == "prominence"
        assert page.text(".sorts [aria-current]") == "Prominence"


class TestWhatMatched:
    def test_is_marked_in_the_title_or_shown_with_where_it_stands(self, get, six):
        page = get("/?q=talks")
        assert [mark.get_text() for mark in page.all('[data-event="talks"] mark')] == ["Talks"]
        assert page.text('[data-event="visit"] .hit') == "Summary Of talks, nothing."
        assert get("/?q=dreaming").text(".hit").startswith("Said Keep dreaming")
        assert get("/?q=Ismail").text(".hit") == "Actor Esmail Qaani"
        assert get("/?q=oman").text(".hit") == "Place Muscat, Oman"

    def test_a_word_taken_for_another_is_said(self, get, six):
        page = get("/?q=tlaks")
        assert page.events == ["talks", "visit"]
        assert page.text(".instead") == "No event has the word “tlaks”. Showing results for “talks”."

    def test_words_combine_with_every_filter(self, get, six):
        assert get("/?q=talks&to=2025-10-19&actor=qaani").events == ["visit"]


class TestSuggestions:
    def test_lead_to_actors_storylines_places_and_events(self, get, six):
        page = get("/suggest/?q=s")
        assert page.status == 200
        page = get("/suggest/?q=mus")
        assert page.all('[role="option"]')[0]["data-href"] == "/places/muscat-oman/" or "muscat" in page.html
        assert get("/suggest/?q=qaa").all('[role="option"]')[0]["data-href"] == "/actors/qaani/"
        assert get("/suggest/?q=قاآ").all('[role="option"]')[0]["data-href"] == "/actors/qaani/"
        assert get("/suggest/?q=pact").all('[role="option"]')[0]["data-href"] == "/storylines/pact/"
        assert get("/suggest/?q=talks at").all('[role="option"]')[0]["data-href"] == "/events/talks/"

    def test_say_that_a_typing_error_was_forgiven_and_not_that_a_word_is_unfinished(self, get, six):
        said = "No event has the word “tlaks”. Showing results for “talks”."
        page = get("/suggest/?q=tlaks")
        assert page.text("#suggestions > p") == said
        assert page.soup.select_one("#suggestions")["data-said"].startswith(f"{said} ")
        assert not get("/suggest/?q=talk").all("#suggestions > p")

    @pytest.mark.parametrize("text", ["", " ", "%00", "<script>", "x" * 500, '"', "hidde"])
    def test_nothing_for_nothing_and_no_fault(self, get, six, text):
        page = get(f"/suggest/?q={text}")
        assert page.status == 200
        assert not page.all('[role="option"]')
        assert "<script" not in page.html


class TestPages:
    def test_a_place_says_what_happened_there_and_who_was_there(self, get, six):
        slug = get("/places/").soup.select_one(".dir a")["href"]
        page = get(slug)
        assert page.text("h1") == "Muscat, Oman"
        assert [entry["data-event"] for entry in page.all("#events .ev")] == ["talks"]
        assert "Iran" in page.text(".bars")

    def test_a_statement_has_an_address_that_outlives_a_comma(self, get, six):
        link = get("/events/call/").soup.select_one("#statements footer a:last-child")["href"]
        page = get(link)
        assert page.status == 200
        assert "Keep dreaming, they said." in page.text("blockquote")
        Event.objects.get(slug="call").statements.update(text="Keep dreaming: they said")
        assert get(link).status == 200
        Event.objects.get(slug="call").statements.update(text="Other words")
        gone = get(link)
        assert (gone.status, gone.response.headers["Location"]) == (302, "/events/call/#statements")

    def test_a_storyline_is_read_step_by_step(self, get, six):
        first = get("/storylines/pact/?step=1")
        assert first.text(".step h2") == "Title of visit"
        second = get("/storylines/pact/" + first.soup.select_one('.step [rel="next"]')["href"])
        assert second.text(".step h2") == "Talks at sea"
        assert not second.all('.step [rel="next"]')
        for step in ("0", "3", "x", "9" * 30):
            assert get(f"/storylines/pact/?step={step}").status == 404

    def test_an_actor_says_what_it_was_in_events_and_whom_it_met_last(self, get, six):
        page = get("/actors/iran/")
        links = {link.get_text(" ", strip=True): link["href"] for link in page.all("a.tog")}
        assert links == {
            "Initiator 1": "/?actor=iran&only=1&role=initiator",
            "Target 1": "/?actor=iran&only=1&role=target",
            "Host 1": "/?actor=iran&only=1&role=host",
        }
        assert "last Nov 2025" in page.text(".bars")

    def test_what_changed_is_told_with_its_reason_and_not_the_life_of_drafts(self, get, six):
        with revision(reason="A first look"):
            Event.objects.filter(slug="talks").update(summary="A little more is known.")
        with revision(reason="Its only source was withdrawn"):
            Event.objects.filter(slug="call").update(status="withdrawn")
        with revision(reason="Still secret"):
            Event.objects.filter(slug="hidden").update(title="Clandestine")
        page = get("/changes/")
        told = page.text(".acts")
        assert "Its only source was withdrawn Withdrawn Title of call" in told
        assert "A first look Corrected Talks at sea" in told
        assert "Still secret" not in page.html
        assert "Clandestine" not in page.html
        feed = get("/changes/feed/").html
        assert "Withdrawn: Title of call" in feed
        assert "Clandestine" not in feed

    @pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "²"])
    def test_a_page_of_changes_that_is_none(self, get, six, before):
        assert get(f"/changes/?before={before}").status == 404

    def test_about_says_what_is_thin_and_how_to_cite_and_correct(self, get, six):
        page = get("/about/")
        assert page.status == 200
        assert page.all("#cite, #correct")
        assert "Years without any event on record: 2021, 2022, 2023 and 2024." in page.html


@pytest.mark.parametrize("path", ["/?q=title", "/suggest/?q=tit", "/places/", "/changes/", "/actors/iran/", "/storylines/pact/?step=1"])
def test_a_page_costs_the_same_queries_at_any_size(get, cast, path):
    found = []
    for size in (10, 40):
        made = (event(f"e{n}", "2025-10-20", {"iran": "host", "iraq": "participant"}, storylines=["pact"]) for n in range(size))
        cast(*made, storylines=[{"slug": "pact", "title": "The pact"}])
        get(path)
        found.append(queries(get, path))
    assert found[0] == found[1] <= 36
