"""Every state of a record is kept, whichever way it came, and can be had back."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from tests.conftest import event
from timeline.events import publishing
from timeline.events.dataset.dump import lines
from timeline.events.history import ReasonMissingError, catch_up, revision, token
from timeline.events.history.capture import address_now
from timeline.events.history.models import How, Revision, Touched, Version
from timeline.events.history.restore import CannotGoBackError, restore, undo
from timeline.events.history.words import differences
from timeline.events.models import Actor, Citation, Event, EventTranslation, Participation, Place, Source, Storyline


@pytest.fixture
def editor(db):
    return get_user_model().objects.create_user("layla")


def versions(slug):
    return list(Version.objects.filter(slug=slug).order_by("pk"))


def test_a_load_is_one_revision_with_a_version_of_each_record(cast):
    cast(event("one"), event("two"))
    assert [(r.how, r.reason, r.versions.count()) for r in Revision.objects.order_by("pk")] == [
        ("command", "Loaded from a dataset file.", 7),
        ("command", "Loaded from a dataset file.", 2),
    ]


def test_what_changes_nothing_leaves_no_trace(cast, editor):
    cast(event("one"))
    before = Revision.objects.count()
    with revision(by=editor):
        Event.objects.get().save()
    assert Revision.objects.count() == before
    assert not Touched.objects.exists()


def test_who_when_and_why_are_kept_when_the_account_is_gone(cast, editor):
    cast(event("one"))
    with revision(by=editor, how=How.FORM, reason="A better title"):
        Event.objects.update(title="Better")
    editor.delete()
    last = versions("one")[-1]
    assert (last.revision.who, last.revision.reason, last.changed, last.previous.state["title"]) == (
        "layla",
        "A better title",
        ["title"],
        "Title of one",
    )


@pytest.mark.parametrize(
    "change, key",
    [
        (lambda one: Participation.objects.filter(event=one).delete(), "actors"),
        (lambda one: Participation.objects.filter(event=one).update(role="target"), "actors"),
        (lambda one: Citation.objects.filter(event=one).update(supports="the date"), "citations"),
        (lambda one: EventTranslation.objects.create(event=one, language="ar", title="عنوان"), "translations"),
        (lambda one: one.statements.create(speaker=Actor.objects.get(slug="iraq"), text="Yes", source=Source.objects.get()), "statements"),
        (lambda one: one.storyline_entries.create(storyline=Storyline.objects.create(slug="s", title="S")), "storylines"),
        (lambda one: one.relations.create(other=Event.objects.get(slug="two"), relation="follows"), "related"),
        (lambda _one: Place.objects.update(name="Mashhad"), "place"),
    ],
)
def test_whatever_hangs_on_an_event_is_part_of_its_history(cast, change, key):
    cast(event("one", place={"name": "Tehran", "country": "Iran"}), event("two"))
    with revision(reason="why not"):
        change(Event.objects.get(slug="one"))
    assert versions("one")[-1].changed == [key]
    assert len(versions("one")) == 2


def test_a_statement_typed_by_hand_does_not_escape_and_is_not_laid_at_the_next_editors_door(cast, editor):
    cast(event("one"), event("two"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE events_event SET summary = 'x' WHERE slug = 'one'")
    with revision(by=editor, how=How.FORM, reason="mine"):
        Event.objects.filter(slug="two").update(summary="y")
    assert [(v.slug, v.revision.how, v.revision.who) for v in Version.objects.order_by("-pk")[:2]] == [
        ("two", "form", "layla"),
        ("one", "outside", "nobody on record"),
    ]


def test_a_failure_undoes_the_act_and_its_history(cast, editor):
    cast(event("one"))
    before = Version.objects.count()

    def fail():
        with revision(by=editor, reason="no"):
            Event.objects.update(title="Gone")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert Version.objects.count() == before
    assert not Touched.objects.exists()
    assert Event.objects.get().title == "Title of one"


def test_something_published_does_not_change_without_a_reason(cast, editor):
    cast(event("one"), event("draft", status="draft"))
    with pytest.raises(ReasonMissingError, match="Title of one"), revision(by=editor, how=How.BULK):
        Event.objects.update(summary="x")
    assert not Event.objects.filter(summary="x").exists()
    with revision(by=editor, how=How.BULK):
        Event.objects.filter(slug="draft").update(summary="x")


def test_differences_are_told_in_words(cast):
    cast(event("one"))
    was = versions("one")[0].state
    now = was | {"title": "New", "actors": [{"actor": "iran", "role": "host"}], "date": "2025-10", "status": "withdrawn"}
    assert [one.sentence for one in differences(was, now)] == [
        "title: “Title of one” → “New”",
        "date: 20 October 2025 → October 2025",
        "participants: − Iraq (Host); + Iran (Host)",
        "status: Published → Withdrawn",
    ]


def test_going_back_gives_all_of_it_back_as_a_version_of_its_own(cast, editor):
    cast(event("one", summary="First."), translations={"ar": {"events": {"one": {"title": "أول"}}}})
    first = versions("one")[0]
    with revision(reason="worse"):
        one = Event.objects.get()
        one.participations.all().delete()
        one.translations.all().delete()
        EventTranslation.objects.create(event=one, language="fa", title="یک")
        Event.objects.update(summary="Worse.", slug="eins", date_text="soon")
    restore(first, by=editor, reason="It was better")
    now = Version.objects.filter(kind="event").latest("pk")
    assert now.state == first.state | {"slug": "eins"}
    assert (now.revision.how, now.revision.who) == ("restore", "layla")
    assert Event.objects.get().date_text == ""


def test_what_was_deleted_comes_back_as_a_draft_with_its_history(cast, editor):
    cast(event("one"))
    pk = Event.objects.get().pk
    with revision(reason="by mistake"):
        Event.objects.all().delete()
    gone = Version.objects.filter(kind="event").latest("pk")
    assert gone.state is None
    restore(gone.previous, by=editor, reason="back")
    assert (Event.objects.get().pk, Event.objects.get().status) == (pk, "draft")
    assert Version.objects.filter(kind="event", record=pk).count() == 3


def test_undoing_a_load_leaves_the_record_as_it_was(cast, editor):
    cast(event("one"))
    before = "".join(lines())
    cast(
        event("one", kind="call"),
        event("two", actors={"new": "host"}),
        actors=[{"slug": "new", "name": "N", "kind": "person", "side": "iran"}],
    )
    undo(Revision.objects.latest("pk"), by=editor, reason="wrong file")
    assert "".join(lines()) == before


def test_undoing_refuses_to_lose_what_was_changed_since(cast, editor):
    cast(event("one"))
    cast(event("one", kind="call"), event("two"))
    act = Revision.objects.latest("pk")
    with revision(by=editor, reason="typo"):
        Event.objects.filter(slug="one").update(summary="Later.")
    with pytest.raises(CannotGoBackError, match="Title of one"):
        undo(act, by=editor, reason="")
    assert Event.objects.filter(slug="two").exists()


def test_a_former_address_leads_to_the_record(cast):
    cast(event("one"))
    with revision(reason="spelling"):
        Event.objects.update(slug="uno")
    with revision(reason="spelling"):
        Event.objects.update(slug="eins")
    assert [address_now("event", slug) for slug in ("one", "uno", "never")] == ["eins", "eins", None]


def test_a_form_token_follows_every_change_and_only_changes(cast):
    cast(event("one"))
    one = Event.objects.get()
    before = token(one)
    assert token(one) == before
    Source.objects.update(slug="renamed")
    assert token(one) != before
    assert Version.objects.filter(kind="event").latest("pk").digest == token(one)


def test_an_event_is_published_only_with_all_it_needs(cast, editor):
    cast(event("one", status="draft", actors={}, citations=[]))
    one = Event.objects.get()
    with pytest.raises(publishing.NotReadyError) as fault, transaction.atomic():
        publishing.move(one, "published", editor)
    assert fault.value.lacks == ["a citation of a source that has an address", "someone who took part"]
    assert Event.objects.get().status == "draft"


def test_a_withdrawal_needs_a_reason_and_a_published_event_never_becomes_a_draft(cast, editor):
    cast(event("one"))
    one = Event.objects.get()
    with pytest.raises(ReasonMissingError):
        publishing.move(one, "withdrawn", editor)
    with pytest.raises(publishing.NotAllowedError):
        publishing.move(one, "draft", editor, "no")
    publishing.move(one, "withdrawn", editor, "The report was retracted")
    assert Event.objects.get().status == "withdrawn"


def test_the_history_of_a_load_takes_the_same_number_of_queries_for_any_number_of_events(cast, django_assert_max_num_queries):
    cast(*[event(f"e{n}") for n in range(30)])
    with django_assert_max_num_queries(26), revision(reason="x"):
        Event.objects.update(summary="all")
    catch_up()
    assert Version.objects.filter(changed=["summary"]).count() == 30
