"""`/sources/` and `/sources/<slug>/`."""

import pytest

from tests.conftest import event
from timeline.web import listing


@pytest.fixture
def three(cast):
    cast(
        event("talks", "2025-10-20"),
        event("call", "2025-10-21", citations=[{"source": "agency", "supports": "“today”, the 'hour' & <day>"}]),
        event("unseen", "2025-10-22", citations=[{"source": "letter", "supports": "all"}], status="draft"),
        sources=[
            {"slug": "agency", "title": "تقرير", "publisher": "An Agency", "url": "https://agency.example/", "language": "ar"},
            {"slug": "letter", "title": "A secret letter", "publisher": "Nobody"},
        ],
    )


def test_the_list_has_the_sources_of_the_published_record(get, three):
    page = get("/sources/")
    assert page.status == 200
    assert [row.th.get_text() for row in page.all("tbody tr")] == ["An Agency", "The Paper"]
    assert "secret" not in page.html


def test_a_title_is_in_its_own_language(get, three):
    assert get("/sources/").soup.select_one('bdi[lang="ar"]').get_text() == "تقرير"


@pytest.mark.parametrize("words, publishers", [("agency", ["An Agency"]), ("report", ["The Paper"]), ("nothing", [])])
def test_is_searched_by_title_and_publisher(get, three, words, publishers):
    assert [row.th.get_text() for row in get(f"/sources/?q={words}").all("tbody tr")] == publishers


@pytest.mark.parametrize("page", ["0", "2", "x", "-1", "9" * 5000, "%00", "²"])
def test_a_page_that_is_not_there(get, three, page):
    assert get(f"/sources/?page={page}").status in (400, 404)


def test_one_says_what_rests_on_it(get, three):
    page = get("/sources/agency/")
    assert page.text("h1") == "تقرير"
    assert page.events == ["call"]
    assert "Supports: “today”, the 'hour' & <day>" in page.text("#events")
    assert page.soup.select_one("a[href='https://agency.example/']")


def test_one_behind_many_events_has_the_latest_and_leads_to_all(get, cast, monkeypatch):
    cast(event("talks", "2025-10-20"), event("later", "2025-10-23"))
    assert "The latest" not in get("/sources/paper/").html
    monkeypatch.setattr(listing, "PAGE", 1)
    page = get("/sources/paper/?again=1")
    assert page.events == ["later"]
    assert page.soup.find(string=lambda text: "The latest 1." in text).parent.a["href"] == "/?source=paper"


@pytest.mark.parametrize("slug", ["letter", "nothing", "%00", "x" * 10_000])
def test_a_source_of_drafts_and_an_unknown_one_are_not_found(get, three, slug):
    page = get(f"/sources/{slug}/")
    assert page.status == 404
    assert "A secret letter" not in page.html
