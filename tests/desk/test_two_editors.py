"""Two people on one event: nobody is overwritten silently, and nothing typed is lost."""

import pytest
from bs4 import BeautifulSoup

from tests.conftest import event
from tests.desk.conftest import fields
from timeline.events.history.models import Version
from timeline.events.models import Event, Source


@pytest.fixture
def talks(cast):
    cast(event("talks", status="draft", summary="First.", actors={"iraq": "host"}))
    return Event.objects.get()


def path(one):
    return f"/admin/events/event/{one.pk}/change/"


def settle(response):
    return BeautifulSoup(response.content.decode(), "html.parser").select_one("form.settle")["action"]


def test_the_second_to_save_is_shown_what_the_first_changed_and_nothing_is_saved_yet(talks, editor, second):
    opened = second.form(path(talks))
    editor.save(path(talks), title="Title by the first", summary="Summary by the first.")
    response = second.post(path(talks), opened | {"_to": "draft", "title": "Title by the second", "label": "Second"})
    assert response.status_code == 409
    page = BeautifulSoup(response.content.decode(), "html.parser").get_text(" ", strip=True)
    assert "editor saved it" in page
    assert "Title by the first" in page
    assert "Title by the second" in page
    talks.refresh_from_db()
    assert (talks.title, talks.label) == ("Title by the first", "Title of talks")
    # What only one of them changed is ticked as that one has it; where both did, the choice stands open at one's own.
    chosen = {key: value for key, value in fields(response).items() if key.startswith("choose-")}
    assert chosen == {"choose-title": "mine", "choose-label": "mine", "choose-summary": "theirs"}


def test_the_choices_are_saved_as_one_version_by_the_one_who_chose(talks, editor, second):
    opened = second.form(path(talks))
    editor.save(
        path(talks),
        **{
            "title": "By the first",
            "summary": "By the first.",
            "participations-1-actor": "Iran",
            "participations-1-role": "participant",
            "participations-TOTAL_FORMS": "2",
        },
    )
    response = second.post(
        path(talks),
        opened
        | {
            "_to": "draft",
            "title": "By the second",
            "participations-TOTAL_FORMS": "2",
            "participations-1-actor": "Marco Rubio",
            "participations-1-role": "participant",
        },
    )
    answer = second.post(settle(response), fields(response) | {"choose-title": "theirs", "choose-actors": "both"})
    assert answer.status_code == 302
    talks.refresh_from_db()
    assert (talks.title, talks.summary) == ("By the first", "By the first.")
    assert [actor.slug for actor in talks.actors.order_by("participations__position")] == ["iraq", "iran", "rubio"]
    last = Version.objects.filter(kind="event").latest("pk")
    assert (last.revision.who, last.changed) == ("second", ["actors"])


def test_a_third_change_in_between_is_asked_about_again(talks, editor, second, administrator):
    opened = second.form(path(talks))
    editor.save(path(talks), title="By the first")
    response = second.post(path(talks), opened | {"_to": "draft", "summary": "By the second."})
    administrator.save(path(talks), title="By the third")
    again = second.post(settle(response), fields(response))
    assert again.status_code == 409
    assert "By the third" in again.content.decode()
    assert second.post(settle(again), fields(again)).status_code == 302
    talks.refresh_from_db()
    assert (talks.title, talks.summary) == ("By the third", "By the second.")


def test_a_source_that_the_second_adds_is_kept_through_the_choice(talks, editor, second):
    opened = second.form(path(talks))
    editor.save(path(talks), title="By the first")
    response = second.post(
        path(talks),
        opened
        | {
            "_to": "draft",
            "citations-TOTAL_FORMS": "2",
            "citations-1-source": "https://new.example/1",
            "citations-1-new_publisher": "New Paper",
        },
    )
    assert response.status_code == 409
    assert not Source.objects.filter(publisher="New Paper").exists()
    assert second.post(settle(response), fields(response)).status_code == 302
    assert list(talks.sources.order_by("citations__position").values_list("publisher", flat=True)) == ["The Paper", "New Paper"]


def test_a_change_made_outside_the_desk_is_not_overwritten_either(talks, editor):
    opened = editor.form(path(talks))
    Event.objects.update(summary="By a command.")
    response = editor.post(path(talks), opened | {"_to": "draft", "title": "By hand"})
    assert response.status_code == 409
    assert "By a command." in response.content.decode()


def test_choices_cannot_be_forged(talks, editor, second):
    opened = second.form(path(talks))
    editor.save(path(talks), title="By the first")
    response = second.post(path(talks), opened | {"_to": "draft", "title": "By the second"})
    # Another editor's choices, and altered ones, are refused.
    assert editor.post(settle(response), fields(response)).status_code == 302
    second.post(settle(response), fields(response) | {"mine": "x" + fields(response)["mine"]})
    talks.refresh_from_db()
    assert talks.title == "By the first"


def test_one_editor_saving_twice_in_a_row_is_not_asked_anything(talks, editor):
    assert editor.save(path(talks), title="Once").status_code == 302
    assert editor.save(path(talks), title="Twice").status_code == 302
    talks.refresh_from_db()
    assert talks.title == "Twice"
