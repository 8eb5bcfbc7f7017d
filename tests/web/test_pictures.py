"""/chart.svg, /chart.png and the chart in the pages."""

import json
from xml.etree import ElementTree as ET

import pytest

from tests.conftest import event

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def four(cast):
    cast(
        event("old", "2003-03-20", {"us": "initiator", "iraq": "target"}, kind="military"),
        event("visit", "2025-10-20/2025-10-22", {"iraq": "initiator", "qaani": "host"}, kind="visit"),
        event("call", "2025-10-21", {"rubio": "initiator", "iraq": "participant"}, kind="call"),
        event("hidden", "2025-10-21", {"iraq": "host"}, status="draft"),
    )


class TestTheFiles:
    def test_the_drawing_is_titled_and_its_marks_lead_to_their_events(self, client, four):
        response = client.get("/chart.svg?actor=iraq")
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
        root = ET.fromstring(response.content)  # noqa: S314 (our own)
        assert "Iraq" in root.find(f"{SVG}title").text
        links = [one.get("href") for one in root.iter(f"{SVG}a") if one.get("data-event")]
        assert links
        assert all(link.startswith("http://testserver/events/") for link in links)
        assert b"hidden" not in response.content.replace(b"aria-hidden", b"")

    def test_the_description_explains_an_arrowhead_where_there_is_one(self, client, four):
        carried, whole = (client.get(f"/chart.svg?from=2025-10-{day}&to=2025-10-30").content.decode() for day in (21, 18))
        assert "arrowhead" in carried
        assert "arrowhead" not in whole

    def test_the_same_query_draws_the_same_events(self, client, four):
        drawn = ET.fromstring(client.get("/chart.svg?actor=us&from=2025").content)  # noqa: S314 (our own)
        assert {one.get("data-event") for one in drawn.iter(f"{SVG}a")} - {None} == {"call"}

    def test_the_preview_has_the_size_that_previews_want(self, client, four):
        png = client.get("/chart.png").content
        assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (1200, 630)

    def test_a_size_of_one_s_own(self, client, four):
        png = client.get("/chart.png?width=800&height=500&theme=dark&lang=ar").content
        assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (800, 500)
        root = ET.fromstring(client.get("/chart.svg?width=500").content)  # noqa: S314 (our own)
        assert root.get("width") == "500"

    @pytest.mark.parametrize(
        "query",
        [
            "width=0",
            "width=100000",
            "width=wide",
            "width=-5",
            "width=٥٠٠",
            "width=1e3",
            "height=1",
            "theme=pink",
            "actor=nobody",
            "from=xyz",
        ],
    )
    @pytest.mark.parametrize("kind", ["svg", "png"])
    def test_what_cannot_be_drawn_is_refused_with_a_sentence(self, client, four, kind, query):
        response = client.get(f"/chart.{kind}?{query}")
        assert response.status_code == 400
        assert response.headers["Content-Type"].startswith("text/plain")
        assert response.content.decode().endswith(".")

    def test_an_empty_view_is_a_picture_too(self, client, four):
        assert client.get("/chart.svg?from=1950&to=1951").status_code == 200
        assert client.get("/chart.png?q=nothing-has-this").status_code == 200


class TestTheChartInThePage:
    def test_comes_drawn_for_three_widths(self, get, four):
        page = get("/")
        assert [one["data-width"] for one in page.all("#chart .score")] == ["300", "600", "760"]
        for width in (300, 600, 760):
            assert json.loads(page.soup.select_one(f"#figure-w{width}").string)["figure"]["data"]

    def test_a_script_that_knows_the_width_gets_one_drawing(self, get, four):
        page = get("/?width=900", into="chart")
        assert [one["data-width"] for one in page.all(".score.only")] == ["900"]
        assert page.all("#figure-only")
        assert "width" not in page.response.headers["HX-Replace-Url"]

    def test_a_width_that_makes_no_sense_is_as_good_as_none(self, get, four):
        assert len(get("/?width=%00", into="chart").all(".score")) == 3

    def test_the_window_is_what_the_address_says(self, get, four):
        page = get("/?window=2025-10-01/2025-10-31")
        slugs = {one["data-event"] for one in page.all("#chart .w760 a[data-event]")}
        assert slugs == {"visit", "call"}

    def test_a_mark_chooses_its_event_and_a_bubble_narrows_the_window(self, get, cast):
        cast(*(event(f"e{n}", "2025-10-20") for n in range(40)), event("alone", "2024-01-05"))
        page = get("/?actor=iraq")
        assert page.soup.select_one('#chart .w760 a[data-event="alone"]')["href"] == "/?actor=iraq&event=alone"
        bubble = page.soup.select_one("#chart .w760 a.bub")
        assert bubble["href"] == "/?actor=iraq&window=2025-10-20%2F2025-10-20"
        assert bubble["data-total"] == "40"

    def test_what_has_no_lane_of_its_own_is_not_lost(self, record, get):
        actors = [{"slug": f"a{n:02}", "name": f"Actor {n:02}", "kind": "person", "side": "iraq"} for n in range(20)]
        source = {"slug": "paper", "title": "A report", "publisher": "The Paper", "url": "https://paper.example/1"}
        record(actors=actors, sources=[source], events=[event(f"e{n:02}", f"2025-10-{n + 1:02}", {f"a{n:02}": "host"}) for n in range(20)])
        page = get("/?lanes=actor")
        assert "and 8 more" in " ".join(one.get_text(" ") for one in page.all("#chart .w760 .side-names text")[-2:])
        drawn = page.all("#chart .w760 a[data-event]")
        counted = sum(int(one["data-total"]) for one in page.all("#chart .w760 a.bub"))
        assert len(drawn) + counted == 20

    @pytest.mark.parametrize("lanes", ["side", "actor", "kind", "storyline"])
    def test_queries_do_not_grow_with_the_record(self, get, cast, lanes, django_assert_max_num_queries):
        cast(*(event(f"e{n}", f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}") for n in range(60)))
        get(f"/?lanes={lanes}")
        with django_assert_max_num_queries(8):
            get(f"/?lanes={lanes}&width=760", into="chart")
