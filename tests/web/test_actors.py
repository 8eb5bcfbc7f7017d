"""`/actors/` and `/actors/<slug>/`."""

import pytest

from tests.conftest import event


@pytest.fixture
def record_of_three(cast):
    cast(
        event("talks", "2025-10-20", {"qaani": "initiator", "iraq": "host"}),
        event("call", "2025-10-21", {"rubio": "initiator", "iraq": "target"}),
        event("unseen", "2025-10-22", {"ghost": "initiator", "iraq": "host"}, status="draft"),
        actors=[{"slug": "ghost", "name": "A ghost", "kind": "person", "side": "other"}],
    )


class TestTheList:
    def test_has_the_actors_of_the_published_record_by_side(self, get, record_of_three):
        page = get("/actors/")
        assert page.status == 200
        assert [section["id"] for section in page.all("main section")] == ["us", "iraq", "iran"]
        assert "ghost" not in page.html

    def test_counts_the_events_of_members_too(self, get, record_of_three):
        assert "Iran 1" in get("/actors/").text("#iran .state")

    @pytest.mark.parametrize("words, slugs", [("ismail", ["qaani"]), ("إسماعيل", ["qaani"]), ("RUBIO", ["rubio"]), ("nobody", [])])
    def test_finds_by_any_spelling_in_any_script(self, get, record_of_three, words, slugs):
        page = get(f"/actors/?q={words}")
        assert [link["href"] for link in page.all(".dir a")] == [f"/actors/{slug}/" for slug in slugs]
        assert bool(page.all("p.empty")) is not bool(slugs)

    @pytest.mark.parametrize("noise", ["%00", "x" * 10_000, "%ff", "(("])
    def test_bears_noise(self, get, record_of_three, noise):
        assert get(f"/actors/?q={noise}").status in (200, 400)


class TestOne:
    def test_shows_its_names_events_and_counterparts(self, get, record_of_three):
        page = get("/actors/qaani/")
        assert page.text("h1") == "Esmail Qaani"
        assert page.text(".names bdi[lang=ar]") == "إسماعيل قاآني"
        assert "Ismail Qaani" in page.text(".names")
        assert page.events == ["talks"]
        assert page.soup.select_one(".bars a")["href"] == "/?actor=qaani&actor=iraq&match=all&only=1"

    def test_says_what_it_belongs_to(self, get, record_of_three):
        assert [link["href"] for link in get("/actors/qaani/").all(".crumb a")] == ["/actors/", "/actors/iran/", "/actors/irgc/"]

    def test_a_state_has_the_events_of_its_people(self, get, record_of_three):
        assert get("/actors/iran/").events == ["talks"]

    def test_its_offices_say_when_and_admit_what_is_not_known(self, get, record_of_three, record):
        offices = [{"title": "Commander", "from": "2020-01", "to": None}, {"title": "Deputy", "from": None, "to": None}]
        record(actors=[{"slug": "qaani", "name": "Esmail Qaani", "kind": "person", "side": "iran", "roles": offices}])
        first, second = get("/actors/qaani/").all(".offices li")
        assert "since Jan 2020" in " ".join(first.get_text().split())
        assert first.svg.select_one(".fades-end")
        assert "do not give its dates" in second.get_text()
        assert not second.svg

    @pytest.mark.parametrize("slug", ["ghost", "nobody", "%00", "x" * 10_000])
    def test_an_actor_of_drafts_and_an_unknown_one_are_not_found(self, get, record_of_three, slug):
        page = get(f"/actors/{slug}/")
        assert page.status == 404
        assert "A ghost" not in page.html
