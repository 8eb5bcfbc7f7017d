"""What stands beside the form while an event is typed: duplicates with reasons, its place on the timeline, what it still needs."""

import pytest
from bs4 import BeautifulSoup

from tests.conftest import event

PANEL = "/admin/events/event/panel/"
TYPED = {
    "title": "Rubio and Qaani meet in Baghdad",
    "label": "Rubio meets Qaani",
    "kind": "meeting",
    "date_text": "20 October 2025",
    "participations-TOTAL_FORMS": "2",
    "participations-0-actor": "Marco Rubio",
    "participations-1-actor": "إسماعيل قاآني",
    "citations-TOTAL_FORMS": "1",
    "citations-0-source": "https://www.paper.example/1/",
}


def panel(desk, **changes):
    response = desk.post(PANEL, TYPED | changes)
    assert response.status_code == 200
    return BeautifulSoup(response.content.decode(), "html.parser")


def reasons(soup):
    return {card.select_one("a").text: [one.text for one in card.select(".why-alike li")] for card in soup.select(".alike")}


@pytest.fixture
def talks(cast):
    cast(event("talks", title="Qaani meets Rubio in Baghdad", actors={"rubio": "host", "qaani": "host"}), event("other", date="2025-10-20"))


def test_an_event_that_may_be_on_record_is_named_with_every_reason(talks, editor):
    found = reasons(panel(editor))
    assert set(found["Qaani meets Rubio in Baghdad"]) == {
        "Similar title",
        "Dates overlap",
        "Same actor: Esmail Qaani",
        "Same actor: Marco Rubio",
        "Same source",
        "Same kind",
    }


def test_what_is_on_record_stands_beside_the_form_to_be_compared(talks, editor):
    other = panel(editor).select_one(".alike .compare")
    assert [one.get_text(" ", strip=True) for one in other.select("dd div")] == [
        "Marco Rubio (Host)",
        "Esmail Qaani (Host)",
        "The Paper: A report",
    ]
    assert other.select_one("a[target=_blank]")["href"].endswith("/change/")


def test_one_that_was_said_to_be_different_is_not_named_again(talks, editor):
    assert "Qaani meets Rubio in Baghdad" not in reasons(panel(editor, not_duplicate="talks"))


def test_a_shared_day_alone_is_no_reason(talks, editor):
    found = panel(
        editor,
        title="Oil price falls",
        kind="economic",
        **{"participations-0-actor": "", "participations-1-actor": "", "citations-0-source": ""},
    )
    assert not reasons(found)


def test_the_checklist_follows_what_is_typed(talks, editor):
    def needed(**changes):
        return [one.get_text(" ", strip=True) for one in panel(editor, **changes).select(".checks .needed")]

    assert needed() == []
    assert len(needed(date_text="", **{"participations-TOTAL_FORMS": "0", "citations-TOTAL_FORMS": "0"})) == 3


def test_the_event_is_drawn_where_it_will_stand(talks, editor):
    soup = panel(editor)
    assert soup.select(".score svg.plot")
    assert "“Rubio meets Qaani”, 17 of 40 characters" in soup.get_text()
    assert not panel(editor, date_text="before the flood").select(".score")


def test_nothing_that_is_typed_breaks_it(talks, editor):
    for odd in (
        {"participations-TOTAL_FORMS": "999999999"},
        {"participations-TOTAL_FORMS": "x"},
        {"date_text": "9" * 400},
        {"date_text": "0001-01-01"},
        {"date_text": "9999-12-31"},
        {"date_anchor": "2025-99-99"},
        {"kind": "nonsense", "confidence": "x", "prominence": "7"},
        {"citations-0-source": "https://[::1"},
        {"title": "\x00\ud83d".encode("utf-8", "replace").decode()},
        {"_pk": "99999999999999999999"},
    ):
        panel(editor, **odd)


def test_the_event_is_drawn_by_itself_however_many_share_its_day(cast, editor):
    cast(*(event(f"e{n}", date="2025-10-20", actors={"rubio": "host", "qaani": "host"}) for n in range(30)))
    soup = panel(editor)
    assert soup.select_one('svg a[href="#-"]')
