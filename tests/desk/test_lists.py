"""Lists: narrowed by what an editor looks for, changed many at a time after a look, merged without loss."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import event
from timeline.desk.models import LinkCheck
from timeline.events.dataset.dump import lines
from timeline.events.history.capture import address_now
from timeline.events.history.models import Revision
from timeline.events.history.restore import undo
from timeline.events.models import Actor, Citation, Event, Participation, Source, Statement

LIST = "/admin/events/event/"


def titles(response):
    return {row.get_text() for row in BeautifulSoup(response.content.decode(), "html.parser").select("#result_list .field-title a")}


def act(desk, action, events, path=LIST, *, follow=False, **more):
    return desk.post(path, {"action": action, "_selected_action": [one.pk for one in events], **more}, follow=follow)


@pytest.mark.parametrize(
    "asked, found",
    [
        ({"status__exact": "draft"}, {"Title of waiting-date", "Title of bare"}),
        ({"needs": "review"}, {"Title of in-review"}),
        ({"needs": "no-url"}, {"Title of bare"}),
        ({"needs": "date"}, {"Title of waiting-date"}),
        ({"needs": "dead-link"}, {"Title of dead"}),
        ({"needs": "untranslated"}, {"Title of plain", "Title of dead"}),
        ({"side": "us"}, {"Title of dead"}),
        ({"actor": "مارکو روبیو"}, set()),
        ({"actor": "marco rubio"}, {"Title of dead"}),
        ({"source": "https://gone.example/1/"}, {"Title of dead"}),
        ({"kind__exact": "call"}, {"Title of in-review"}),
    ],
)
def test_a_list_is_narrowed_by_what_an_editor_looks_for(cast, editor, asked, found):
    cast(sources=[{"slug": "gone", "publisher": "Gone", "url": "https://gone.example/1"}])
    cast(
        event("plain"),
        event("in-review", status="review", kind="call"),
        event("bare", status="draft", citations=[]),
        event("dead", actors={"rubio": "speaker"}, citations=[{"source": "gone", "supports": ""}]),
        {**event("waiting-date", status="draft"), "date": None, "date_text": "before the flood"},
    )
    LinkCheck.objects.create(source=Source.objects.get(slug="gone"), url="https://gone.example/1", outcome="dead")
    assert titles(editor.get(LIST, **asked)) == found


def test_a_list_takes_the_same_number_of_queries_for_any_number_of_events(cast, editor):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            editor.get(LIST)
        return len(asked)

    cast(event("one"))
    editor.get(LIST)
    few = queries()
    cast(*[event(f"e{n}", place={"name": f"P{n}", "country": "Iraq"}) for n in range(40)])
    editor.get(LIST)
    assert queries() == few


@pytest.mark.parametrize("path", ["/admin/events/actor/", "/admin/events/source/", "/admin/events/revision/", "/admin/"])
def test_other_lists_do_so_too(cast, editor, path):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert editor.get(path).status_code == 200
        return len(asked)

    cast(event("one"))
    queries()
    few = queries()
    people = [{"slug": f"a{n}", "name": f"A {n}", "kind": "person", "side": "iran", "member_of": "iran"} for n in range(30)]
    cast(*[event(f"e{n}") for n in range(30)], actors=people, sources=[{"slug": f"s{n}", "publisher": f"P{n}"} for n in range(30)])
    assert queries() <= few + 1


def test_many_are_published_after_a_page_that_says_which_can_be_and_why_others_cannot(cast, editor):
    cast(event("good", status="review"), event("bare", status="review", citations=[]), event("out"))
    page = act(editor, "move_to_published", Event.objects.all())
    said = BeautifulSoup(page.content.decode(), "html.parser").get_text(" ", strip=True)
    assert "Title of bare: a citation of a source that has an address" in said
    assert "Title of out: is “Published” now" in said
    assert Event.objects.filter(status="published").count() == 1
    act(editor, "move_to_published", Event.objects.all(), confirmed="1")
    assert set(Event.objects.filter(status="published").values_list("slug", flat=True)) == {"good", "out"}
    assert Revision.objects.latest("pk").how == "bulk"


def test_many_are_withdrawn_only_with_a_reason(cast, editor):
    cast(event("a"), event("b"))
    act(editor, "move_to_withdrawn", Event.objects.all(), confirmed="1")
    assert Event.objects.filter(status="withdrawn").count() == 0
    act(editor, "move_to_withdrawn", Event.objects.all(), confirmed="1", reason="Retracted")
    assert Event.objects.filter(status="withdrawn").count() == 2
    assert Revision.objects.latest("pk").reason == "Retracted"


def test_more_than_can_be_changed_at_once_are_refused_with_a_sentence(cast, editor, monkeypatch):
    cast(event("a"), event("b"))
    monkeypatch.setattr("timeline.desk.admin.lists.MOST", 1)
    page = editor.client.post(
        LIST,
        {
            "action": "move_to_withdrawn",
            "_selected_action": Event.objects.first().pk,
            "select_across": "1",
            "confirmed": "1",
            "reason": "x",
        },
        follow=True,
    )
    assert "2 are ticked; at most 1 can be changed at once" in page.content.decode()
    assert not Event.objects.filter(status="withdrawn").exists()


def test_actors_are_merged_without_losing_a_part_a_word_or_a_name_and_it_can_be_undone(cast, editor):
    cast(
        event("a", actors={"rubio": "speaker"}),
        event("b", actors={"rubio": "host", "marco": "host"}),
        event("c", actors={"marco": "target"}, statements=[{"speaker": "marco", "text": "Yes", "source": "paper"}]),
        actors=[{"slug": "marco", "name": "M. Rubio", "kind": "person", "side": "us", "aliases": ["Little Marco"], "name_ar": "روبيو"}],
    )
    before = "".join(lines())
    kept, other = Actor.objects.get(slug="rubio"), Actor.objects.get(slug="marco")
    assert "M. Rubio" in act(editor, "merge", [kept, other], "/admin/events/actor/").content.decode()
    act(editor, "merge", [kept, other], "/admin/events/actor/", confirmed="1", keep=kept.pk, reason="One person")
    assert sorted(Participation.objects.filter(actor=kept).values_list("event__slug", "role")) == [
        ("a", "speaker"),
        ("b", "host"),
        ("c", "target"),
    ]
    assert Statement.objects.get().speaker == kept
    kept.refresh_from_db()
    assert kept.name_ar == "روبيو"
    assert set(kept.aliases.values_list("name", flat=True)) >= {"M. Rubio", "Little Marco"}
    assert address_now("actor", "marco") == "rubio"
    undo(Revision.objects.latest("pk"), editor.user, "two after all")
    assert "".join(lines()) == before


def test_sources_are_merged_without_losing_a_citation(cast, editor):
    cast(sources=[{"slug": "paper-2", "publisher": "Paper", "title": "Again", "archived_url": "https://archive.example/1"}])
    cast(
        event("a", citations=[{"source": "paper", "supports": "the date"}, {"source": "paper-2", "supports": "the place"}]),
        event("b", status="draft", citations=[{"source": "paper-2", "supports": "all", "locator": "p. 3"}]),
    )
    kept, other = Source.objects.get(slug="paper"), Source.objects.get(slug="paper-2")
    act(editor, "merge", [kept, other], "/admin/events/source/", confirmed="1", keep=kept.pk, reason="One page")
    assert sorted(Citation.objects.values_list("event__slug", "source__slug", "supports", "locator")) == [
        ("a", "paper", "the date; the place", ""),
        ("b", "paper", "all", "p. 3"),
    ]
    kept.refresh_from_db()
    assert kept.archived_url == "https://archive.example/1"
    assert address_now("source", "paper-2") == "paper"


def test_the_front_page_shows_what_waits(cast, editor):
    cast(event("in-review", status="review"), event("bare", status="draft", citations=[]))
    said = BeautifulSoup(editor.get("/admin/").content.decode(), "html.parser").select_one(".queue").get_text(" ", strip=True)
    assert "1 waiting for review" in said
    assert "1 no source with an address" in said
    assert "Title of in-review" in said


def test_ticks_that_name_no_record_are_no_ticks(cast, editor):
    for tick in ("x" * 5000, "1e999", "9" * 40, "-1"):
        response = editor.post("/admin/events/event/", {"action": "move_to_published", "_selected_action": [tick], "index": "0"})
        assert response.status_code in (200, 302)


@pytest.mark.parametrize(
    "path, day", [("/admin/events/event/", "mark_day"), ("/admin/events/source/", "published_day"), ("/admin/events/revision/", "at")]
)
def test_a_day_that_no_calendar_has_leads_back_to_the_whole_list(editor, path, day):
    for query in (f"{day}__year={'9' * 40}", f"{day}__year={'٩' * 50}", f"{day}__year=2025&{day}__month={'9' * 30}", f"{day}__year=0"):
        answer = editor.client.get(f"{path}?{query}", follow=True)
        assert answer.status_code == 200, query
