"""The form of an event: quick to enter, hard to get wrong, nothing lost."""

import pytest
from bs4 import BeautifulSoup

from tests.conftest import event
from tests.desk.conftest import ADD, TYPED, fields
from timeline.events.history.models import Revision, Version
from timeline.events.models import Actor, Event, Source


def errors(response):
    soup = BeautifulSoup(response.content.decode(), "html.parser")
    return [one.get_text(strip=True) for one in soup.select(".errorlist li")]


def change(one):
    return f"/admin/events/event/{one.pk}/change/"


def test_an_event_is_entered_and_published_in_one_go(cast, editor):
    response = editor.save(ADD, "published", **TYPED)
    assert response.status_code == 302, errors(response)
    one = Event.objects.get()
    assert (one.status, one.slug, one.label, one.date.edtf) == ("published", "al-araji-arrives-in-tehran", TYPED["title"], "2025-10-22")
    assert [(part.actor.slug, part.role) for part in one.participations.all()] == [("iraq", "initiator")]
    assert [cited.source.slug for cited in one.citations.all()] == ["paper"]
    version = Version.objects.get(kind="event")
    assert (version.revision.who, version.revision.how) == ("editor", "form")


@pytest.mark.parametrize(
    "typed, slug",
    [
        ("Ismail Qaani", "qaani"),
        ("إسماعيل قاآني", "qaani"),
        ("اسماعیل قاانی", "qaani"),
        ("ایران", "iran"),
        ("ايران", "iran"),
        ("ESMAIL  QAANI", "qaani"),
    ],
)
def test_an_actor_is_named_by_any_spelling_in_any_script(cast, editor, typed, slug):
    editor.save(ADD, **TYPED | {"participations-0-actor": typed})
    assert Event.objects.get().actors.get().slug == slug


@pytest.mark.parametrize(
    "typed, first", [("qaa", "Esmail Qaani"), ("قاآ", "Esmail Qaani"), ("guard", "Revolutionary Guard"), ("marco", "Marco Rubio")]
)
def test_the_field_offers_who_may_be_meant(cast, editor, typed, first):
    assert editor.get("/admin/find/actor/", q=typed).json()["found"][0]["value"] == first


def test_a_name_that_two_bear_is_asked_about(cast, editor):
    Actor.objects.create(slug="rubio-2", name="Marco Rubio", kind="person", side="us")
    response = editor.save(ADD, **TYPED | {"participations-0-actor": "Marco Rubio"})
    assert "Marco Rubio [rubio]; Marco Rubio [rubio-2]" in errors(response)[0]
    assert editor.save(ADD, **TYPED | {"participations-0-actor": "Marco Rubio [rubio-2]"}).status_code == 302


def test_an_unknown_name_is_answered_with_the_nearest(cast, editor):
    response = editor.save(ADD, **TYPED | {"participations-0-actor": "Rub"})
    assert "Marco Rubio" in errors(response)[0]
    # What is typed is told as it is, and stays in its field.
    response = editor.save(ADD, **TYPED | {"participations-0-actor": "Rub %(x)s"})
    assert "“Rub %(x)s”" in errors(response)[0]
    assert fields(response)["participations-0-actor"] == "Rub %(x)s"
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "pasted",
    [
        "http://paper.example/1",
        "https://www.paper.example/1/",
        "https://paper.example/1?utm_source=x&fbclid=3",
        "HTTPS://PAPER.example:443/1#top",
    ],
)
def test_an_address_on_record_is_found_however_it_is_written(cast, editor, pasted):
    editor.save(ADD, "published", **TYPED | {"citations-0-source": pasted})
    assert Event.objects.get().sources.get().slug == "paper"
    assert Source.objects.count() == 1


def test_a_new_source_is_made_in_place_and_a_statement_can_rest_on_it(cast, editor):
    response = editor.save(
        ADD,
        "published",
        **TYPED
        | {
            "citations-0-source": "https://shafaq.example/en/7?utm_medium=mail",
            "citations-0-new_publisher": "Shafaq News",
            "citations-0-new_title": "A visit",
            "citations-0-new_published_on": "2025-10-23",
            "statements-TOTAL_FORMS": "1",
            "statements-0-speaker": "Iraq",
            "statements-0-text": "We came to talk.",
            "statements-0-source": "https://shafaq.example/en/7",
        },
    )
    assert response.status_code == 302, errors(response)
    source = Source.objects.get(publisher="Shafaq News")
    assert (source.url, source.published_on.edtf, source.slug) == ("https://shafaq.example/en/7", "2025-10-23", "shafaq-news-a-visit")
    assert Event.objects.get().statements.get().source == source


def test_a_new_address_needs_its_publisher(cast, editor):
    response = editor.save(ADD, **TYPED | {"citations-0-source": "https://new.example/"})
    assert errors(response) == ["This address is not on record yet. Say who published it, and it is added."]
    assert Source.objects.count() == 1


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://paper.example/1", "https://user:pass@paper.example/"])
def test_only_web_addresses_become_sources(cast, editor, address):
    response = editor.save(ADD, **TYPED | {"citations-0-source": address, "citations-0-new_publisher": "X"})
    assert response.status_code == 200
    assert Source.objects.count() == 1


@pytest.mark.parametrize(
    "left_out, said",
    [
        (
            {"participations-0-actor": "", "participations-0-role": "participant"},
            "Before it can be public, this event needs someone who took part.",
        ),
        ({"citations-0-source": ""}, "Before it can be public, this event needs a citation of a source that has an address."),
    ],
)
def test_publishing_says_what_is_missing_where_it_is_missing(cast, editor, left_out, said):
    response = editor.save(ADD, "published", **TYPED | left_out)
    assert said in errors(response)
    assert not Event.objects.exists()
    assert editor.save(ADD, "draft", **TYPED | left_out).status_code == 302


def test_a_draft_keeps_words_that_no_date_is_found_in_and_is_not_published(cast, editor):
    assert editor.save(ADD, "draft", **TYPED | {"date_text": "before the flood"}).status_code == 302
    one = Event.objects.get()
    assert (one.date, one.date_text) == (None, "before the flood")
    assert editor.save(change(one), "published").status_code == 200
    assert Event.objects.get().status == "draft"


def test_a_change_to_something_public_needs_a_reason(cast, editor):
    cast(event("talks"))
    one = Event.objects.get()
    response = editor.save(change(one), "published", title="Other title")
    assert "This event is public: say why it is changed. Readers see the reason." in errors(response)
    assert editor.save(change(one), "published", title="Other title", reason="The paper corrected itself").status_code == 302
    assert Revision.objects.latest("pk").reason == "The paper corrected itself"


def test_the_reason_is_asked_for_in_one_place(cast, editor):
    actor = Actor.objects.first()
    for path in (f"/admin/events/actor/{actor.pk}/change/", "/admin/events/source/add/", ADD):
        page = BeautifulSoup(editor.get(path).content.decode(), "html.parser")
        assert len(page.select("[name=reason]")) == (0 if path.endswith("add/") else 1)
    editor.save(f"/admin/events/actor/{actor.pk}/change/", description="As told", reason="Because of it")
    assert Revision.objects.latest("pk").reason == "Because of it"


def test_saving_a_form_unchanged_changes_nothing(cast, editor):
    cast(
        event(
            "talks",
            date="2025-10",
            place={"name": "Tehran", "country": "Iran"},
            statements=[{"speaker": "iran", "text": "Yes", "source": "paper"}],
            storylines=[],
            actors={"iran": "host", "iraq": "participant"},
        )
    )
    one, before = Event.objects.get(), Version.objects.count()
    response = editor.save(change(one), "published")
    assert response.status_code == 302, errors(response)
    assert Version.objects.count() == before


def test_rows_keep_the_order_in_which_they_stand(cast, editor):
    editor.save(ADD, **TYPED | {"participations-1-actor": "Iran", "participations-1-role": "host"})
    assert [part.actor.slug for part in Event.objects.get().participations.all()] == ["iraq", "iran"]


def test_a_double_click_makes_one_event(cast, editor):
    sent = editor.form(ADD) | TYPED | {"_to": "draft"}
    first, again = editor.post(ADD, sent), editor.post(ADD, sent)
    assert first["Location"] == again["Location"]
    assert Event.objects.count() == 1


def test_going_back_and_saving_other_text_neither_loses_it_nor_makes_a_second_event_unasked(cast, editor):
    sent = editor.form(ADD) | TYPED | {"_to": "draft"}
    editor.post(ADD, sent)
    response = editor.post(ADD, sent | {"title": "Another thought"})
    assert "was saved already" in errors(response)[0]
    assert Event.objects.count() == 1
    kept = fields(response)
    assert kept["title"] == "Another thought"
    assert editor.post(ADD, kept | {"_to": "draft"}).status_code == 302
    assert Event.objects.count() == 2


def test_an_events_form_takes_the_same_number_of_queries_for_any_number_of_rows(cast, editor, django_assert_max_num_queries):
    Actor.objects.bulk_create(Actor(slug=f"a{n}", name=f"Actor {n}", kind="person", side="iran") for n in range(40))
    cast(event("big", actors={f"a{n}": "participant" for n in range(40)}))
    one = Event.objects.get()
    editor.form(change(one))
    with django_assert_max_num_queries(40):
        editor.form(change(one))


def test_a_form_that_comes_back_names_its_fields_and_links_to_them(cast, editor):
    response = editor.save(ADD, "published", **TYPED | {"title": "", "kind": "", "participations-0-actor": "Zaphod"})
    soup = BeautifulSoup(response.content.decode(), "html.parser")
    links = {link.text: link["href"] for link in soup.select(".wrong-fields a")}
    assert {"Title": "#id_title", "Kind": "#id_kind_0", "Participant 1: Actor": "#id_participations-0-actor"}.items() <= links.items()
    for place in links.values():
        assert soup.select_one(place), place


def test_a_zero_byte_in_a_form_a_list_or_a_field_that_finds_becomes_a_sign_that_can_be_stored(cast, editor):
    assert editor.save(ADD, **TYPED | {"title": "Al-Araji\x00 arrives"}).status_code == 302
    assert Event.objects.get().title == "Al-Araji\ufffd arrives"
    for path in ("/admin/find/event/", "/admin/find/source/", "/admin/events/event/"):
        assert editor.get(path, q="a\x00b", actor="a\x00b").status_code == 200


def test_an_event_that_is_said_to_be_different_is_kept_with_the_form(cast, editor):
    assert fields(editor.get(ADD))["not_duplicate"] == ""
    response = editor.save(ADD, "published", title="Too little to publish", not_duplicate="talks other")
    assert fields(response)["not_duplicate"] == "talks other"


@pytest.mark.parametrize("who", ["author", "editor"])
@pytest.mark.parametrize("status", [None, "draft", "review", "published", "withdrawn"])
def test_the_enter_key_saves_an_event_and_takes_no_step(cast, request, who, status):
    """Enter in a field presses the first button of its form."""
    desk = request.getfixturevalue(who)
    path = ADD
    if status:
        desk.save(ADD, **TYPED)
        one = Event.objects.get()
        Event.objects.filter(pk=one.pk).update(status=status)
        path = change(one)
    soup = BeautifulSoup(desk.get(path).content.decode(), "html.parser")
    first = soup.select_one("#event_form :is(button[type=submit], button:not([type]), input[type=submit])")
    if who == "author" and status in ("published", "withdrawn"):
        assert first is None
    else:
        assert (first["name"], first["value"]) == ("_to", status or "draft")


def test_a_row_numbered_far_beyond_those_sent_makes_no_thousand_of_empty_ones_and_is_not_lost_silently(cast, editor):
    cast()
    for total, last in (("9999", 9998), ("1500", 1499)):
        sent = TYPED | {"participations-TOTAL_FORMS": total, f"participations-{last}-actor": "Iran"}
        response = editor.post(ADD, editor.form(ADD) | sent | {"_to": "draft"})
        assert response.status_code == 200
        rows = BeautifulSoup(response.content.decode(), "html.parser").select("#participations-group [data-held] [data-row]")
        assert len(rows) == 3
        assert rows[0].select_one("[name=participations-0-actor]")["value"] == "Iraq"
    assert "at most 3 forms" in response.content.decode()
    assert not Event.objects.exists()


def test_every_row_of_a_long_form_is_kept(cast, editor):
    cast(actors=[{"slug": f"a{n}", "name": f"Actor {n}", "kind": "person", "side": "iran"} for n in range(40)])
    rows = {f"participations-{n}-{name}": value for n in range(40) for name, value in (("actor", f"Actor {n}"), ("role", "participant"))}
    response = editor.post(ADD, editor.form(ADD) | TYPED | rows | {"participations-TOTAL_FORMS": "40", "_to": "draft"})
    assert response.status_code == 302
    assert Event.objects.get().participations.count() == 40
