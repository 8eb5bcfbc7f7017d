"""Links outlive changes: a former address leads on for ever, a withdrawn event says that it is."""

import pytest

from tests.conftest import event
from timeline.events.history import revision
from timeline.events.models import Actor, Event, Source, Storyline


def test_a_withdrawn_event_keeps_its_address_and_says_why_it_is_gone(cast, get):
    cast(event("talks"))
    with revision(reason="The paper took its report back"):
        Event.objects.update(status="withdrawn")
    page = get("/events/talks/")
    assert page.status == 410
    assert "withdrawn on" in page.text("main")
    assert "The paper took its report back" in page.text("main")


@pytest.mark.parametrize(
    "model, address", [(Event, "/events/{}/"), (Actor, "/actors/{}/"), (Source, "/sources/{}/"), (Storyline, "/storylines/{}/")]
)
def test_every_former_address_of_a_record_leads_to_it(cast, get, model, address):
    cast(event("old", actors={"iraq": "host"}, storylines=["s"]), storylines=[{"slug": "s", "title": "S"}])
    slug = {Event: "old", Actor: "iraq", Source: "paper", Storyline: "s"}[model]
    for now in ("new", "newest"):
        with revision(reason="A better address"):
            model.objects.filter(slug__in=[slug, "new"]).update(slug=now)
    for former in (slug, "new"):
        response = get("/ar" + address.format(former) + "?x=1").response
        assert (response.status_code, response["Location"]) == (301, "/ar" + address.format("newest") + "?x=1")
    assert get(address.format("newest")).status == 200
    assert get(address.format("never")).status == 404


def test_a_draft_with_a_former_address_does_not_give_itself_away(cast, get):
    cast(event("old", status="draft"))
    with revision():
        Event.objects.update(slug="new")
    assert get("/events/old/").status in (301, 404)
    assert get("/events/new/").status == 404


def test_readers_see_what_was_changed_and_why_but_not_by_whom(cast, get, django_user_model):
    cast(event("talks", status="draft", summary="A first go."))
    who = django_user_model.objects.create_user("layla")
    with revision(by=who, reason="checked"):
        Event.objects.update(status="published")
    with revision(by=who, reason="The second source gives the 21st"):
        Event.objects.update(date="2025-10-21")
    said = get("/events/talks/").text(".changes")
    assert "Changed: date" in said
    assert "The second source gives the 21st" in said
    assert "Published" in said
    assert "layla" not in said
    assert "checked" not in said


def test_a_public_actor_named_by_a_former_address_is_not_confused_with_a_new_one(cast, get):
    cast(event("talks"))
    with revision(reason="x"):
        Actor.objects.filter(slug="iraq").update(slug="iraq-republic")
    Actor.objects.create(slug="iraq", name="Another", kind="state", side="iraq")
    Event.objects.get().participations.create(actor=Actor.objects.get(slug="iraq"))
    assert get("/actors/iraq/").text("h1") == "Another"
