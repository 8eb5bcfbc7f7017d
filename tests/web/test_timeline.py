"""`/`: the query string is the whole state; the page and its fragments say the same."""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import event
from timeline.events.models import Event
from timeline.web.filters import ORDER

NOISE = ["x" * 10_000, "%00", "%ff%fe", "a=1&" * 2000, "'; DROP TABLE events_event; --", "<script>alert(1)</script>"]


@pytest.fixture
def four(cast):
    cast(
        event("talks", "2025-10-20", {"iran": "host", "iraq": "participant"}, storylines=["pact"]),
        event("call", "2025-10-21", {"rubio": "initiator", "iraq": "target"}, kind="call", prominence=3),
        event("visit", "2025-10-16/2025-10-19", {"qaani": "initiator"}, kind="visit", confidence="reported", summary="A secret trip."),
        event("old", "2003-03-20", {"us": "initiator", "iraq": "target"}, kind="military"),
        event("unseen", "2025-10-20", {"iran": "host"}, status="draft"),
        storylines=[{"slug": "pact", "title": "The security pact"}],
    )


class TestTheWholeRecord:
    def test_lists_published_events_by_month_oldest_first(self, get, four):
        page = get("/")
        assert page.status == 200
        assert page.events == ["old", "visit", "talks", "call"]
        assert [" ".join(month.get_text(" ").split()) for month in page.all("#events .mon")] == [
            "March 2003 1 event Oldest first",
            "October 2025 3 events",
        ]

    def test_a_draft_is_nowhere(self, get, four):
        page = get("/")
        assert "unseen" not in page.html
        assert page.text("#count").startswith("4 events")

    def test_says_what_it_shows(self, get, four):
        page = get("/")
        assert page.text("h1") == "Diplomatic events between Iraq, Iran and the United States"
        assert page.text("title").startswith(page.text("h1"))

    def test_each_entry_says_how_it_is_known(self, get, four):
        assert "Visit · Reported · 1 source" in get("/").text('#events [data-event="visit"]')


class TestTheFirstPicture:
    """The chart is painted before anything but the page itself has come (timeline.inlined)."""

    def test_the_chart_comes_first_and_what_dresses_it_comes_with_it(self, get, four):
        page = get("/")
        html = page.html
        chart, filters, entries = (html.index(part) for part in ('id="chart"', 'id="filters"', 'id="events"'))
        assert html.index("<style>") < chart < filters < entries
        assert not page.all("link[rel=stylesheet]")
        # Scripts wait in a template, where no browser fetches them, for the one that follows the chart.
        before, _, rest = html.partition('<template id="scripts">')
        waiting, _, after = rest.partition("</template>")
        assert waiting.count("<script") > 4
        assert not re.search(r"<script[^>]* src=", before + after)
        assert chart < html.index("importNode") < filters
        assert all(
            chart < html.index(figure["id"]) and html.index(figure["id"]) > html.rindex('class="score')
            for figure in page.all("script[id^=figure-]")
        )

    def test_the_policy_names_everything_that_stands_in_the_page_by_its_hash(self, get, four):
        for path in ("/", "/events/talks/", "/ar/"):
            page = get(path)
            policy = page.response.headers["Content-Security-Policy"]
            inline = [*page.all("style"), *page.all("script:not([src]):not([type])")]
            assert len(inline) == (3 if path != "/events/talks/" else 2)
            assert all(f"'sha256-{b64encode(sha256(one.string.encode()).digest()).decode()}'" in policy for one in inline)
            assert "unsafe" not in policy

    def test_authors_at_work_get_files_that_they_can_change(self, get, four, settings):
        settings.DEBUG = True
        page = get("/")
        assert not page.all("style")
        assert [Path(link["href"]).name for link in page.all("head link[rel=stylesheet]")] == [
            "tokens.css",
            "site.css",
            "chart.css",
            "chart-live.css",
            "find.css",
        ]

    def test_a_refusal_takes_the_list_away_with_the_chart(self, get, four):
        page = get("/?from=nonsense", into="results")
        assert page.status == 400
        assert [part["hx-target"] for part in page.all("hx-partial")] == ["#listing"]
        assert not page.all("#chart, .ev")


class TestFilters:
    @pytest.mark.parametrize(
        "query, slugs, title",
        [
            ("actor=iran", ["visit", "talks"], "Diplomatic events that involve Iran"),
            ("actor=iran&only=1", ["talks"], "Diplomatic events that involve Iran (without members)"),
            ("actor=qaani&actor=rubio", ["visit", "call"], "Diplomatic events that involve Esmail Qaani or Marco Rubio"),
            ("actor=us&actor=iraq&match=all", ["old", "call"], "Diplomatic events that involve United States and Iraq"),
            ("side=us", ["old", "call"], "Diplomatic events with United States taking part"),
            ("kind=call&kind=visit", ["visit", "call"], "Calls and visits"),
            ("storyline=pact", ["talks"], "Diplomatic events in the storyline “The security pact”"),
            ("confidence=reported", ["visit"], "Diplomatic events, reported only"),
            ("source=paper", ["old", "visit", "talks", "call"], "Diplomatic events known from “A report”"),
            ("q=secret", ["visit"], "Diplomatic events that mention “secret”"),
            ("q=Ismail", ["visit"], "Diplomatic events that mention “Ismail”"),
            ("q=إسماعيل", ["visit"], "Diplomatic events that mention “إسماعيل”"),
            ("from=2025-10-19&to=2025-10-20", ["visit", "talks"], "Diplomatic events, 19–20 October 2025"),
            ("to=2003", ["old"], "Diplomatic events, until 2003"),
            ("from=2025", ["visit", "talks", "call"], "Diplomatic events, since 2025"),
            ("from=29 Mehr 1404", ["call"], "Diplomatic events, since 21 October 2025"),
        ],
    )
    def test_shows_what_is_asked_and_says_it_in_words(self, get, four, query, slugs, title):
        page = get(f"/?{query}")
        assert page.status == 200
        assert page.events == slugs
        assert page.text("h1") == title
        assert page.text("title").startswith(title)

    def test_facets_hold_together(self, get, four):
        assert get("/?actor=iran&kind=visit&from=2025").events == ["visit"]

    def test_counts_follow_the_other_filters(self, get, four):
        page = get("/?actor=iran")
        assert page.text('label:has(input[name="kind"][value="visit"]) .n') == "1"
        assert page.text('label:has(input[name="kind"][value="call"]) .n') == "0"
        assert page.text('label:has(input[name="actor"][value="us"]) .n') == "2"

    def test_what_is_set_is_ticked_and_can_be_taken_away(self, get, four):
        page = get("/?actor=iran&actor=iraq&kind=visit&from=2025&q=trip")
        ticked = {(box["name"], box["value"]) for box in page.all("#filters input[checked]") if box["type"] == "checkbox"}
        assert ticked == {("actor", "iran"), ("actor", "iraq"), ("kind", "visit")}
        chips = [(" ".join(chip.get_text().split()), chip.a["href"]) for chip in page.all(".chip")]
        assert chips[0] == ("Iran", "/?actor=iraq&kind=visit&from=2025&q=trip")
        assert [text for text, _ in chips] == ["Iran", "Iraq", "Visit", "since 2025", "“trip”"]

    def test_a_tick_opens_the_branch_it_is_in(self, get, four):
        assert get("/?actor=qaani").all("#side-iran details[open]")
        assert not get("/").all("#side-iran details[open]")

    def test_nothing_found_says_why_and_the_smallest_change(self, get, four):
        page = get("/?actor=rubio&actor=qaani&match=all")
        assert page.status == 200
        assert page.events == []
        assert page.text(".empty h2") == "No event has all of Marco Rubio and Esmail Qaani"
        way = page.soup.select_one(".ways a")
        assert " ".join(way.get_text().split()) == "Any of these actors: 2 events"
        assert get(way["href"]).events == ["visit", "call"]


class TestRefusals:
    @pytest.mark.parametrize(
        "query, said",
        [
            ("actor=nobody", "There is no actor “nobody” on record."),
            ("storyline=nothing", "There is no storyline “nothing” on record."),
            ("source=nothing", "There is no source “nothing” on record."),
            ("place=atlantis", "There is no place “atlantis” on record."),
            ("side=mars", "“mars” is not one of: us, iraq"),
            ("kind=party", "“party” is not one of: visit"),
            ("confidence=sure", "“sure” is not one of: confirmed"),
            ("match=some", "“some” is not one of: any, all"),
            ("lanes=moon", "“moon” is not one of: side"),
            ("from=2025&to=2020", "The range ends before it begins"),
            ("window=soon", "“soon” is not a window of time"),
            ("window=2025-10-01/..", "is not a window of time"),
            ("page=0", "greater than or equal to 1"),
            ("page=x", "whole number"),
            ("q=" + "x" * 201, "200"),
            ("from=31 February 2025", "February"),
        ],
    )
    def test_nonsense_gets_a_sentence_and_400(self, get, four, query, said):
        page = get(f"/?{query}")
        assert page.status == 400
        assert said in page.text('[role="alert"]')

    def test_what_was_typed_stays_in_its_field(self, get, four):
        page = get("/?from=somewhen&actor=iran")
        assert page.status == 400
        assert page.soup.select_one('input[name="from"]')["value"] == "somewhen"

    def test_a_fragment_is_refused_in_its_place(self, get, four):
        page = get("/?actor=nobody", into="results")
        assert page.status == 400
        assert page.text('[role="alert"]')
        assert not page.all("html, form")

    @pytest.mark.parametrize("noise", NOISE)
    @pytest.mark.parametrize("parameter", [*ORDER, "unheard"])
    def test_noise_is_never_a_fault_of_ours(self, get, four, parameter, noise):
        page = get(f"/?{parameter}={noise}")
        assert page.status in (200, 400, 404)
        assert "<script>alert(1)" not in page.html

    def test_too_many_values(self, get, four):
        assert "At most 50" in get("/?" + "&".join(f"actor=a{n}" for n in range(60))).text('[role="alert"]')

    def test_unknown_parameters_are_left_alone(self, get, four):
        assert get("/?utm_source=paper&fbclid=1").status == 200

    def test_a_page_that_is_not_there(self, get, four):
        assert get("/?page=2").status == 404

    def test_older_names_lead_to_todays(self, client, four):
        response = client.get("/?actor=iran&since=2025")
        assert (response.status_code, response.headers["Location"]) == (301, "/?actor=iran&from=2025")

    @pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
    def test_only_reading(self, client, four, method):
        assert getattr(client, method)("/").status_code == 405


class TestTheChosenEvent:
    def test_is_in_the_panel_with_its_neighbours(self, get, four):
        page = get("/?actor=iraq&event=talks")
        assert page.text("#detail h2") == "Title of talks"
        assert "Event 2 of 3" in page.text("#detail .hd")
        assert page.soup.select_one("#detail a[rel=prev]")["href"] == "/?actor=iraq&event=old"
        assert page.soup.select_one("#detail a[rel=next]")["href"] == "/?actor=iraq&event=call"
        assert [link.parent["data-event"] for link in page.all("#events a[aria-current]")] == ["talks"]

    def test_outside_the_filter_it_is_shown_and_said_so(self, get, four):
        assert "Not among the events shown" in get("/?kind=call&event=talks").text("#detail .hd")

    @pytest.mark.parametrize("slug", ["unseen", "never-was"])
    def test_a_draft_and_an_unknown_slug_are_alike(self, get, four, slug):
        page = get(f"/?event={slug}")
        assert page.status == 404
        assert f"no published event “{slug}”" in page.text("#detail")
        assert page.events

    def test_the_tab_is_named_by_what_is_open(self, get, four):
        assert get("/?actor=iran&event=talks").text("title").startswith("Title of talks · ")
        closed = get("/?actor=iran", into="detail", tag="aside")
        assert closed.text("title") == get("/?actor=iran").text("title")

    def test_nothing_chosen_explains_the_chart(self, get, four):
        assert "How to read this chart" in get("/").text("#detail")


class TestFragments:
    def test_results_come_with_the_choices(self, get, four):
        page = get("/?actor=iran&q=", into="results")
        assert page.response.headers["HX-Push-Url"] == "/?actor=iran"
        assert page.text("title").startswith("Diplomatic events that involve Iran")
        assert page.events == ["visit", "talks"]
        assert [part["hx-target"] for part in page.all("hx-partial")][:2] == ["#listing", "#filters"]
        assert not page.all("html, header.top")

    def test_the_detail_comes_alone(self, get, four):
        page = get("/?event=talks", into="detail", tag="aside")
        assert page.text("h2") == "Title of talks"
        assert page.text("title").startswith("Title of talks · ")
        assert page.response.headers["HX-Push-Url"] == "/?event=talks"
        assert not page.all("#events, form")

    def test_closing_it_brings_the_help_back(self, get, four):
        assert "How to read this chart" in get("/", into="detail", tag="aside").html

    def test_back_gets_the_whole_page(self, get, four):
        assert get("/?actor=iran", **{"HX-History-Restore-Request": "true"}).all("html")

    def test_the_button_that_counts_the_filters_comes_along(self, get, four):
        assert [part["hx-target"] for part in get("/?actor=iran", into="results").all("hx-partial")] == ["#listing", "#filters", "#dock"]

    def test_a_304_leaves_the_policy_of_the_kept_page_alone(self, client, get, four):
        first = get("/").response
        again = client.get("/", headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
        assert again.headers.get("Content-Security-Policy") in (None, first.headers["Content-Security-Policy"])

    def test_caches_keep_them_apart(self, get, four):
        vary = get("/").response.headers["Vary"]
        assert {"HX-Request", "HX-Target", "HX-History-Restore-Request"} <= set(re.split(r",\s*", vary))

    @pytest.mark.parametrize("query", ["", "actor=iran", "q=trip", "from=2025&lanes=kind"])
    def test_page_and_fragment_agree(self, get, four, query):
        assert get(f"/?{query}").events == get(f"/?{query}", into="results").events


class TestWithoutJavaScript:
    def test_the_form_is_a_plain_get_form(self, get, four):
        form = get("/?lanes=kind").soup.select_one("#filters")
        assert (form["method"], form["action"]) == ("get", "/")
        assert form.select_one("button").get("type", "submit") == "submit"
        assert form.select_one('input[name="lanes"]')["value"] == "kind"

    def test_what_an_empty_form_sends_is_the_whole_record(self, get, four):
        assert len(get("/?from=&to=&q=&match=any").events) == 4

    def test_every_entry_is_a_link_that_opens_it(self, get, four):
        link = get("/?actor=iran").soup.select_one('#events [data-event="talks"] a')
        assert get(link["href"]).text("#detail h2") == "Title of talks"

    def test_entries_are_kept_ready_and_say_every_change_at_once(self, get, four):
        talks = '#events [data-event="talks"] a'
        for address in ("/", "/?actor=iran", "/fa/", "/?actor=iran&event=talks"):
            get(address)
        Event.objects.filter(slug="talks").update(title="Renamed meanwhile")
        Event.objects.get(slug="visit").delete()
        for address in ("/", "/?actor=iran", "/fa/", "/?actor=iran&event=talks"):
            page = get(address)
            assert "Renamed meanwhile" in page.text(talks)
            assert "visit" not in page.events
        assert page.soup.select_one(talks)["aria-current"] == "true"
        assert page.soup.select_one(talks)["href"] == "/?actor=iran&event=talks"
        with CaptureQueriesContext(connection) as queries:
            get("/?actor=iran&lanes=kind")
        assert not [one for one in queries if '"events_storylineentry"' in one["sql"]]
        assert "aria-current" not in get("/?actor=iraq").soup.select_one(talks).attrs


class TestLongLists:
    @pytest.fixture
    def many(self, cast):
        cast(*(event(f"e{n:03}", f"{2000 + n // 12}-{n % 12 + 1:02}-15") for n in range(310)))

    def test_come_a_page_at_a_time(self, get, many):
        first, second = get("/"), get("/?page=2")
        assert len(first.events), len(second.events) == (300, 10)
        assert set(first.events).isdisjoint(second.events)
        assert first.soup.select_one(".pages a[rel=next]")["href"] == "/?page=2"
        assert first.text("#count").startswith("310 events")


def queries(get, path, **options):
    get(path, **options)  # the index and the names are built once a change, not once a request
    with CaptureQueriesContext(connection) as captured:
        get(path, **options)
    return len(captured)


@pytest.mark.parametrize(
    "path, into, most",
    [("/", None, 10), ("/?actor=iran", "results", 10), ("/?event=e1", "detail", 20), ("/?event=e1", None, 28)],
)
def test_a_page_costs_the_same_queries_at_any_size(get, cast, path, into, most):
    found = []
    for size in (10, 60):
        cast(*(event(f"e{n}", "2025-10-20", {"iran": "host", "iraq": "participant"}) for n in range(size)))
        found.append(queries(get, path, into=into))
    assert found[0] == found[1] <= most


def test_texts_from_the_record_are_escaped(get, cast):
    cast(event("x", title="<script>alert(1)</script>", label="<b>", summary="a & b"))
    page = get("/?event=x")
    assert "<script>alert" not in page.html
    assert "&lt;script&gt;alert(1)" in page.html


def test_withdrawn_meanwhile(get, four):
    Event.objects.filter(slug="talks").update(status="withdrawn")
    assert "talks" not in get("/").events
