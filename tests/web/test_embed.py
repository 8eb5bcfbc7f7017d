"""`/embed/` and `/embed/events/<slug>/`: whole in the first answer, framed by anyone, and safe with whatever stands in the address."""

import json
import re
from base64 import b64encode
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import event

HOSTILE = "\"><script>alert(1)</script>'&amp;<!--]]>\u2028{{7*7}}"


@pytest.fixture
def four(cast):
    cast(
        event("talks", "2025-10-20", {"iran": "host", "iraq": "participant"}, storylines=["pact"], summary="They met."),
        event("call", "2025-10-21", {"rubio": "initiator", "iraq": "target"}, kind="call", prominence=3),
        event("visit", "2025-10-16/2025-10-19", {"qaani": "initiator"}, kind="visit", confidence="reported"),
        event("old", "2003-03-20", {"us": "initiator", "iraq": "target"}, kind="military"),
        event("hidden-draft", "2025-10-20", {"iran": "host"}, status="draft"),
        storylines=[{"slug": "pact", "title": "The security pact"}],
    )


class TestTheFirstAnswer:
    def test_has_title_subtitle_drawing_key_source_and_ways_on(self, get, four):
        page = get("/embed/?actor=iran&from=2025-10-10&to=2025-10-25")
        assert page.status == 200
        assert page.text("h1") == "Diplomatic events that involve Iran, 10–25 October 2025"
        assert page.text(".sb").startswith("2 events,")
        assert {mark["data-event"] for mark in page.all("#chart .score.article a[data-event]")} == {"talks", "visit"}
        assert [one.get_text() for one in page.all(".key li")][:4] == ["Visit", "Meeting", "", "Reported only"]
        assert page.text(".ft p") == "Source: The Paper. 2 events."
        assert page.soup.select_one("a.go")["href"] == "http://testserver/?actor=iran&from=2025-10-10&to=2025-10-25"
        assert page.soup.select_one("a.share")["href"] == "http://testserver/share/?actor=iran&from=2025-10-10&to=2025-10-25"

    def test_names_as_many_sources_as_support_what_is_shown(self, get, four, monkeypatch):
        monkeypatch.setattr("timeline.web.views.embed.FEW", 0)
        assert get("/embed/?actor=iran").text(".ft p") == "Source: 1 source, each named with its event. 2 events."
        monkeypatch.setattr("timeline.web.views.embed.COUNTED", 1)
        assert get("/embed/?actor=iran&theme=dark").text(".ft p") == "Sources are named with each event. 2 events."

    def test_shows_no_draft(self, get, four):
        assert "hidden-draft" not in get("/embed/?view=both").html

    def test_draws_for_an_article_and_for_a_phone(self, get, four):
        page = get("/embed/?actor=iran")
        assert [one["class"] for one in page.all("#chart .score")] == [["score", "wide", "article"], ["score", "inside", "phone"]]

    def test_every_link_opens_a_window_of_its_own(self, get, four):
        assert get("/embed/").soup.select_one("base")["target"] == "_blank"

    def test_loads_one_script_and_nothing_else(self, get, four):
        page = get("/embed/?view=both&controls=1")
        assert [one["src"] for one in page.all("script[src]")] == ["/static/js/embed.js"]
        assert not page.all("link[rel=stylesheet], img, iframe, script:not([src]):not([type='application/ld+json'])")

    def test_sets_no_cookie(self, get, four):
        assert not get("/embed/").response.cookies

    def test_an_older_parameter_is_rewritten(self, client, four):
        assert client.get("/embed/?since=2025&theme=dark").headers["Location"] == "/embed/?from=2025&theme=dark"


class TestOneEvent:
    def test_is_whole(self, get, four):
        page = get("/embed/events/talks/")
        assert page.text("h1") == "Title of talks"
        assert page.text(".sb") == "20 October 2025 · Meeting"
        assert page.text(".lede") == "They met."
        assert page.text(".ft p") == "Source: The Paper."
        assert page.soup.select_one("a.go")["href"] == "http://testserver/events/talks/"

    def test_is_the_chosen_one_in_its_drawing(self, get, four):
        assert get("/embed/events/old/").all("#chart .ev-m.on[data-event=old]")

    def test_its_list_says_who_and_how_it_is_known(self, get, four):
        page = get("/embed/events/talks/?view=list")
        assert not page.all("#chart")
        assert "Iran" in page.text(".parts")
        assert "The Paper" in page.text(".parts")

    @pytest.mark.parametrize("slug", ["nothing", "hidden-draft", "%3Cscript%3E"])
    def test_one_that_is_not_public_is_missing_inside_the_frame(self, get, four, slug):
        page = get(f"/embed/events/{slug}/")
        assert page.status == 404
        assert "There is no published event" in page.text("main")
        assert "X-Frame-Options" not in page.response.headers
        assert "<script>" not in page.html.replace('<script src="/static/js/embed.js"', "")


class TestOptions:
    def test_texts_of_the_newsroom_take_the_place_of_ours(self, get, four):
        page = get("/embed/?actor=iran&title=Three+weeks&subtitle=Before+the+vote")
        assert (page.text("h1"), page.text(".sb")) == ("Three weeks", "Before the vote")
        assert page.text("title").startswith("Three weeks")

    def test_a_nought_leaves_a_text_out_but_names_the_frame(self, get, four):
        page = get("/embed/?actor=iran&title=0&subtitle=0")
        assert page.soup.select_one("h1")["class"] == ["vh"]
        assert page.text("h1") == "Diplomatic events that involve Iran"
        assert not page.all(".sb")

    @pytest.mark.parametrize("theme, said", [("", "light"), ("light", "light"), ("dark", "dark"), ("auto", None)])
    def test_theme(self, get, four, theme, said):
        assert get(f"/embed/?theme={theme}").soup.html.get("data-theme") == said

    def test_language(self, get, four):
        page = get("/embed/?lang=ar")
        assert (page.soup.html["lang"], page.soup.html["dir"]) == ("ar", "rtl")
        assert page.soup.select_one("a.go")["href"].startswith("http://testserver/ar/")

    def test_key_labels_and_overview(self, get, four):
        assert get("/embed/").all(".key")
        assert not get("/embed/?key=0").all(".key")
        assert get("/embed/").all(".words text")
        assert not get("/embed/?labels=0").all(".words text")
        assert not get("/embed/").all(".overview")
        assert get("/embed/?overview=1").all(".overview")

    def test_chart_list_or_both(self, get, four):
        chart, listed, both = (get(f"/embed/?view={view}") for view in ("chart", "list", "both"))
        assert (bool(chart.all("#chart")), chart.events) == (True, [])
        assert (bool(listed.all("#chart")), listed.events) == (False, ["old", "visit", "talks", "call"])
        assert (bool(both.all("#chart")), len(both.events)) == (True, 4)

    def test_controls_offer_what_can_be_filtered_and_keep_the_rest(self, get, four):
        assert not get("/embed/?actor=iran").all("#controls")
        form = get("/embed/?actor=iran&kind=visit&controls=1").soup.select_one("#controls form")
        assert form["action"] == "/"
        assert form.select_one("input[name=kind][value=visit]").has_attr("checked")
        assert [(one["name"], one["value"]) for one in form.select("input[type=hidden]")] == [("actor", "iran")]

    def test_a_fixed_height_is_said_to_the_sheet(self, get, four):
        assert get("/embed/?height=400").soup.body["class"] == ["embed-page", "fixed"]
        assert get("/embed/?height=auto").soup.body["class"] == ["embed-page"]

    def test_one_not_known_is_left_alone(self, get, four):
        assert get("/embed/?actor=iran&sparkle=1&childId=x&initialWidth=600").status == 200

    @pytest.mark.parametrize(
        "query, sentence",
        [
            ("theme=blue", "“blue” is not one of: light, dark, auto."),
            ("view=map", "“map” is not one of: chart, list, both."),
            ("key=maybe", "“maybe” is not one of: 0, 1."),
            ("lang=tlh", "“tlh” is not one of: en, ar, fa, ckb."),
            ("height=12", "“12” is no height for an embed"),
            ("height=9999", "“9999” is no height for an embed"),
            ("height=-400", "“-400” is no height for an embed"),
            ("title=" + "x" * 141, "longer than 140 characters"),
            ("actor=nobody", "There is no actor “nobody” on record."),
            ("from=zz", ""),
        ],
    )
    def test_one_that_means_nothing_is_refused_inside_the_frame(self, get, four, query, sentence):
        page = get(f"/embed/?{query}")
        assert page.status == 400
        assert sentence in page.text("main")
        assert "X-Frame-Options" not in page.response.headers
        assert page.soup.select_one("a.go")["href"] == "http://testserver/"


class TestParts:
    @pytest.mark.parametrize("how", [{"into": "detail", "tag": "aside"}, {}])
    def test_a_detail_is_the_panel_of_the_timeline(self, get, four, how):
        page = get("/embed/?actor=iran&event=talks" + ("" if how else "&part=detail"), **how)
        assert page.soup.select_one("article")["data-event"] == "talks"
        assert not page.all("html, #chart")

    def test_a_chart_alone(self, get, four):
        page = get("/embed/?part=chart&window=2025-10-19/2025-10-22")
        assert page.soup.find(True)["class"] == ["score", "wide", "article"]
        # The visit began before these dates and ends on their first day: it is carried in.
        assert {one["data-event"] for one in page.all(".score.article a[data-event]")} == {"visit", "talks", "call"}

    def test_a_chart_for_a_width_comes_with_its_figure(self, get, four):
        page = get("/embed/?part=chart&width=640&actor=us")
        assert page.soup.find(True)["class"] == ["score", "wide", "only"]
        held = json.loads(page.soup.select_one("script#figure-only").string)
        assert set(held["events"]) == {"old", "call"}
        assert get("/embed/?part=chart&width=360&labels=0").soup.find(True)["class"] == ["score", "inside", "only"]

    @pytest.mark.parametrize("path", ["/embed/?from=2025&overview=1", "/embed/events/talks/"])
    def test_figures_are_those_of_the_drawings_in_the_page(self, get, four, path):
        page, figures = get(path), get(path + ("&" if "?" in path else "?") + "part=figures")
        assert [one["id"] for one in figures.all("script")] == ["figure-article", "figure-phone"]
        for one in figures.all("script"):
            size = one["id"].removeprefix("figure-")
            drawn = {mark["data-event"] for mark in page.all(f"#chart .score.{size} a[data-event]")}
            assert drawn == set(json.loads(one.string)["events"])

    def test_there_are_no_figures_of_a_list(self, get, four):
        assert get("/embed/?view=list&part=figures").html == ""

    def test_a_view_is_what_the_page_shows(self, get, four):
        part, page = get("/embed/?actor=us&part=view&view=both"), get("/embed/?actor=us&view=both")
        assert part.events == page.events == ["old", "call"]
        assert "<html" not in part.html

    def test_an_event_can_be_open_in_the_first_answer(self, get, four):
        page = get("/embed/?event=talks")
        assert not page.soup.select_one("#detail").has_attr("hidden")
        assert page.text("#detail h2") == "Title of talks"

    def test_a_part_not_known_is_the_whole(self, get, four):
        assert get("/embed/?part=everything").all("html")


class TestFraming:
    def test_only_embeds_can_be_framed(self, client, four):
        for path in ("/", "/events/talks/", "/share/", "/oembed?url=http://testserver/", "/embed.js", "/actors/iran/", "/admin/login/"):
            response = client.get(path)
            policy = response.headers["Content-Security-Policy"]
            assert response.headers["X-Frame-Options"] == "DENY", path
            assert "frame-ancestors 'none'" in policy, path

    @pytest.mark.parametrize("path", ["/embed/", "/embed/events/talks/", "/embed/?theme=blue", "/embed/events/nothing/"])
    def test_an_embed_can_be_framed_by_anyone(self, client, four, path):
        response = client.get(path)
        assert "X-Frame-Options" not in response.headers
        assert "frame-ancestors" not in response.headers["Content-Security-Policy"]

    def test_or_by_the_newsrooms_that_are_named(self, client, four, settings):
        settings.EMBED_HOSTS = ["https://paper.example", "https://*.daily.example"]
        policy = client.get("/embed/").headers["Content-Security-Policy"]
        assert "frame-ancestors 'self' https://paper.example https://*.daily.example" in policy

    def test_the_policy_is_strict_and_allows_the_sheet_by_its_hash(self, get, four):
        page = get("/embed/")
        policy = page.response.headers["Content-Security-Policy"]
        sheet = page.soup.select_one("style").string
        assert f"'sha256-{b64encode(sha256(sheet.encode()).digest()).decode()}'" in policy
        assert "unsafe" not in policy
        assert "nonce" not in policy
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy

    def test_can_be_kept_by_a_cache_and_outlives_a_server_that_is_down(self, client, four):
        kept = client.get("/embed/").headers["Cache-Control"]
        assert kept.startswith("public")
        assert "stale-if-error" in kept

    def test_a_refusal_is_soon_forgotten(self, client, four):
        assert "max-age=0" in client.get("/embed/?theme=blue").headers["Cache-Control"]


class TestASandboxWithoutOrigin:
    def test_may_read_every_part(self, client, four):
        for path in ("/embed/", "/embed/?part=detail&event=talks", "/embed/?part=chart", "/embed/events/talks/", "/embed/?theme=blue"):
            assert client.get(path, headers={"Origin": "null"}).headers["Access-Control-Allow-Origin"] == "*"

    def test_is_answered_its_preflight_for_what_htmx_sends(self, client, four):
        wanted = "hx-current-url,hx-request,hx-request-type,hx-source,hx-target"
        headers = {"Origin": "null", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": wanted}
        response = client.options("/embed/?event=talks", headers=headers)
        assert response.status_code == 204
        allowed = {one.strip().lower() for one in response.headers["Access-Control-Allow-Headers"].split(",")}
        assert set(wanted.split(",")) <= allowed
        assert "GET" in response.headers["Access-Control-Allow-Methods"]

    def test_can_change_nothing(self, client, four):
        for method in (client.post, client.put, client.delete):
            assert method("/embed/").status_code == 405

    def test_answers_for_htmx_and_for_readers_are_kept_apart(self, client, four):
        assert {"HX-Request", "HX-Target"} <= set(re.split(r",\s*", client.get("/embed/").headers["Vary"]))


class TestHostileTexts:
    def test_in_the_options(self, get, four):
        page = get("/embed/?" + "&".join(f"{name}={quoted(HOSTILE)}" for name in ("title", "subtitle")))
        assert page.text("h1") == " ".join(HOSTILE.split())
        assert not page.all("script:not([src]):not([type])")
        assert "<script>alert" not in page.html

    @pytest.mark.parametrize(
        "name", ["theme", "lang", "height", "view", "key", "actor", "kind", "event", "q", "from", "window", "part", "childId"]
    )
    def test_in_every_parameter(self, get, four, name):
        page = get(f"/embed/?{name}={quoted(HOSTILE)}")
        assert page.status in (200, 400, 404)
        assert "<script>alert" not in page.html

    def test_in_the_record(self, get, cast):
        cast(event("x", title=HOSTILE, label=HOSTILE[:40], summary=HOSTILE), event("y"))
        for path in ("/embed/?view=both", "/embed/?event=x", "/embed/events/x/?view=both", "/events/x/"):
            page = get(path)
            assert page.status == 200
            assert "<script>alert" not in page.html
            for block in page.all("script[type='application/ld+json']"):
                json.loads(block.string)


class TestTheHostScript:
    def test_is_a_script_that_any_page_may_load_and_a_cache_may_keep(self, client, db):
        response = client.get("/embed.js")
        assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "max-age=3600" in response.headers["Cache-Control"]
        assert "public" in response.headers["Cache-Control"]
        assert client.get("/embed.js", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304

    def test_version_one_is_the_same_file(self, client, db):
        assert client.get("/embed.1.js").content == client.get("/embed.js").content


@pytest.mark.parametrize(
    "path, most", [("/embed/", 12), ("/embed/?view=both&controls=1", 18), ("/embed/?part=detail&event=e1", 20), ("/embed/events/e1/", 26)]
)
def test_an_embed_costs_the_same_queries_at_any_size(get, cast, path, most):
    found = []
    for size in (10, 50):
        cast(*(event(f"e{n}", "2025-10-20", {"iran": "host", "iraq": "participant"}) for n in range(size)))
        get(path)
        with CaptureQueriesContext(connection) as captured:
            get(path)
        found.append(len(captured))
    assert found[0] == found[1] <= most


def quoted(text):
    from urllib.parse import quote

    return quote(text, safe="")
