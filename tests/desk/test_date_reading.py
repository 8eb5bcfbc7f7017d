"""The reading under the date field while an editor types."""

import pytest
from bs4 import BeautifulSoup

from tests.conftest import SOURCE
from tests.desk.conftest import ADD, TYPED
from timeline.dates import parse
from timeline.desk import panel
from timeline.desk.importing.planning import in_edtf
from timeline.events.fields import today
from timeline.events.models import Event


class Nothing:
    edtf = None


PATH = "/admin/events/event/reading/"


@pytest.fixture
def read(author):
    def ask(text, **fields):
        answer = author.get(PATH, date_text=text, **fields)
        assert answer.status_code == 200
        return BeautifulSoup(answer.content, "html.parser")

    return ask


def test_it_says_the_date_its_precision_and_how_it_was_found(read):
    said = read("twenty days before 11 November 2025")
    assert said.b.text == "22 October 2025"
    assert said.code.text == "2025-10-22"
    assert "known to the day" in said.text
    assert "(20 days before 11 November 2025)" in said.text


def test_words_are_read_against_the_anchor_in_the_form(read):
    assert read("yesterday", date_anchor="2025-10-22").code.text == "2025-10-21"


def test_without_an_anchor_the_first_cited_source_gives_it(read, record):
    record(sources=[{**SOURCE, "published_on": "2025-10-22"}])
    said = read("yesterday", **{"citations-0-source": "A report, The Paper [paper]"})
    assert said.code.text == "2025-10-21"
    assert said.select_one("[data-anchor]")["data-anchor"] == "2025-10-22"
    assert "the day “" in said.text


def test_an_anchor_in_the_form_goes_before_the_source(read, record):
    record(sources=[{**SOURCE, "published_on": "2025-10-22"}])
    said = read("yesterday", date_anchor="2003-03-20", **{"citations-0-source": "A report [paper]"})
    assert said.code.text == "2003-03-19"
    assert not said.select("[data-anchor]")


def test_two_readings_are_two_buttons(read):
    said = read("10/11/2025")
    assert [one["data-date-means"] for one in said.select("button[type=button]")] == ["10 November 2025", "11 October 2025"]
    assert "more than one way" in said.text


def test_a_fault_is_a_sentence(read):
    assert "February 2025 has 28 days; there is no day 31 in it." in read("31 February 2025").text


def test_nothing_typed_says_nothing(read):
    assert read("  ").text.strip() == ""


def test_what_is_typed_is_never_markup(read):
    assert not read("<script>alert(1)</script>").select("script")


def test_readers_are_sent_to_the_door(client, db):
    assert client.get(PATH, {"date_text": "today"}).status_code == 302


@pytest.mark.parametrize(
    "form, fields",
    [
        ("event", ["date_text", "citations-__prefix__-new_published_on"]),
        ("source", ["published_on"]),
        ("actor", ["roles-__prefix__-start", "roles-__prefix__-end"]),
    ],
)
def test_every_date_that_is_typed_as_words_has_a_place_for_its_reading(editor, form, fields):
    page = BeautifulSoup(editor.get(f"/admin/events/{form}/add/").content, "html.parser")
    assert page.select_one("script[src*=htmx]")
    assert page.select_one("script[src*=desk-dates]")
    for name in fields:
        field = page.find(attrs={"name": name})
        place = field.find_next(class_="date-reading")
        assert place["id"] in field["aria-describedby"].split()
        assert f"field={name}&" in place["hx-get"]


def test_a_date_without_an_anchor_is_read_today_whatever_is_cited(read, record):
    record(sources=[{**SOURCE, "published_on": "2003-03-20"}])
    said = read("today", anchor="", **{"citations-0-source": "A report, The Paper [paper]"})
    assert said.code.text == today().isoformat()
    assert not said.select("[data-anchor]")


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("twenty days before 11 November 2025", "2025-10-22"),
        ("2025-10-20~", "2025-10-20~"),
        ("../2003", "../2003"),
        ("2023-05~/2023-08~", "2023-05~/2023-08~"),
        ("1404-07-30", None),
        ("1404", None),
        ("30 Mehr 1404", "2025-10-22"),
        ("10/11/2025", None),
    ],
)
def test_form_panel_import_and_reading_mean_the_same(cast, editor, read, typed, kept):
    code = read(typed).code if kept else None
    assert (code.text if code else None) == kept
    editor.save(ADD, "draft", **TYPED | {"date_text": typed})
    assert [one.date.edtf if one.date else None for one in Event.objects.all()] == [kept]
    assert (panel.read_date(typed, None) or Nothing).edtf == kept
    plan = in_edtf(typed) or parse(typed, today()).date
    assert (plan or Nothing).edtf == kept


def test_without_an_anchor_the_form_reads_against_the_first_cited_source_too(cast, editor, record):
    record(sources=[{**SOURCE, "published_on": "2025-10-22"}])
    editor.save(ADD, "draft", **TYPED | {"date_text": "yesterday", "citations-0-source": "A report, The Paper [paper]"})
    one = Event.objects.get()
    assert (one.date.edtf, one.date_anchor.isoformat()) == ("2025-10-21", "2025-10-22")
