"""The language of the desk: what an editor chose there, else what the browser asks for."""

import re

import pytest
from bs4 import BeautifulSoup
from django.utils.translation import gettext, override

from tests.conftest import event
from tests.desk.conftest import TYPED
from tests.desk.test_import import looked_at
from timeline.events.history.models import Revision
from timeline.events.models import Event


def test_the_desk_speaks_the_browsers_language_until_another_is_chosen(editor):
    asked = {"Accept-Language": "fa-IR,fa;q=0.9,en;q=0.5"}
    assert '<html lang="fa" dir="rtl">' in editor.client.get("/admin/", headers=asked).content.decode()
    chosen = editor.client.get("/admin/events/event/?lang=ckb&q=talks&status__exact=draft", headers=asked)
    assert (chosen.status_code, chosen["Location"]) == (302, "/admin/events/event/?q=talks&status__exact=draft")
    assert '<html lang="ckb" dir="rtl">' in editor.client.get("/admin/", headers=asked).content.decode()
    assert '<html lang="en" dir="ltr">' in editor.client.get("/admin/?lang=en", headers=asked, follow=True).content.decode()


def test_every_page_of_the_desk_offers_every_language_and_keeps_what_is_asked(editor, client):
    listed = editor.client.get("/admin/events/event/?q=talks").content.decode()
    assert '<a href="?q=talks&amp;lang=ar" lang="ar" hreflang="ar">' in listed
    assert 'lang="en" hreflang="en" aria-current="true"' in listed
    assert "lang=fa" in client.get("/admin/login/?next=/admin/").content.decode()


def test_the_choice_is_kept_for_the_desk_alone(client, db):
    cookies = client.get("/admin/login/?lang=ar").cookies
    (kept,) = cookies.values()
    assert (kept.value, kept["path"], kept["httponly"], kept["samesite"]) == ("ar", "/admin/", True, "Lax")
    assert not client.get("/?lang=ar").cookies


@pytest.mark.parametrize("unknown", ["xx", "", "ar-IQ", "../en", "\0"])
def test_a_language_that_the_site_has_not_is_left_unheard(client, unknown):
    response = client.get("/admin/login/", {"lang": unknown})
    assert response.status_code == 200
    assert "django_language" not in response.cookies


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "3 July 2026, 09:05"),
        ("ar", "3 تموز 2026، 09:05"),
        ("fa", "۳ ژوئیه ۲۰۲۶، ۰۹:۰۵"),
        ("ckb", "٣ی تەمموزی ٢٠٢٦، ٠٩:٠٥"),
    ],
)
def test_what_was_done_when_is_said_as_dates_are_everywhere(second, cast, language, said):
    cast()
    Revision.objects.update(at="2026-07-03T09:05:30Z")
    one = Revision.objects.get()
    for path in ("/admin/", "/admin/events/revision/", f"/admin/events/revision/{one.pk}/change/"):
        assert said in second.client.get(f"{path}?lang={language}", follow=True).content.decode(), path


@pytest.mark.parametrize("language", ["ar", "fa", "ckb"])
def test_a_title_in_another_script_runs_by_itself_within_a_sentence(language):
    with override(language):
        assert "«\u2068Talks, 2019\u2069»" in gettext("“%s” is saved as a draft.") % "Talks, 2019"
        assert "\u2068samira\u2069" in gettext("While you had this form open, %(who)s saved it (%(at)s).") % {"who": "samira", "at": "3"}


def test_what_an_import_says_of_a_date_is_said_in_the_editors_language(cast, editor):
    cast()
    editor.get("/admin/?lang=ar")
    job, _path = looked_at(editor, "title,date\nOne,22 October 2025\nAnother,the day after never\n")
    good, bad = job.rows.all()
    assert good.said == ["22 تشرين الأول 2025"]
    assert "No date" not in bad.faults["date"]


def test_the_drawing_beside_a_form_counts_in_the_editors_numerals(cast, editor):
    cast()
    typed = TYPED | {"title": "Talks", "date_text": "2025-10-22", "participations-TOTAL_FORMS": "1"}
    drawn = editor.post("/admin/events/event/panel/?lang=fa", typed, headers={"Accept-Language": "fa"}).content.decode()
    assert "<svg" in drawn
    ticks = "".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawn))
    assert re.search("[۰-۹]", ticks)
    assert not re.search("[0-9]", ticks)


@pytest.mark.parametrize("language", ["en", "ar", "fa", "ckb"])
def test_an_address_that_the_desk_has_not_is_told_in_the_desks_language(editor, language):
    editor.get(f"/admin/?lang={language}")
    response = editor.get("/admin/no-such-page/")
    assert response.status_code == 404
    assert f'lang="{language}"' in response.content.decode()


def test_the_desk_says_as_the_public_pages_do_that_nobody_has_read_its_translation(editor):
    assert "not yet reviewed" not in editor.get("/admin/").content.decode()
    with override("ar"):
        said = gettext("Translated for this project; not yet reviewed by a native editor.")
    assert said in editor.client.get("/admin/?lang=ar", follow=True).content.decode()


@pytest.mark.parametrize("unknown", ["zz", "", "\0"])
def test_an_odd_language_takes_no_filter_of_a_list_away(cast, editor, unknown):
    cast()
    response = editor.client.get("/admin/events/event/", {"q": "zq", "lang": unknown})
    assert response.status_code == 200
    assert response.wsgi_request.get_full_path() == "/admin/events/event/?q=zq"
    assert 'value="zq"' in response.content.decode()


def test_the_language_is_chosen_at_the_address_that_was_asked_for(editor, client):
    assert editor.client.get("/admin/a%3Fb%23c/?lang=fa&q=1")["Location"] == "/admin/a%3Fb%23c/?q=1"
    assert client.get("/actors/a%3Fb%23c/?lang=fa")["Location"] == "/fa/actors/a%3Fb%23c/"


@pytest.mark.parametrize("path", ["//other.example/", "/ar//other.example/"])
def test_choosing_a_language_leads_to_no_other_site(client, db, path):
    response = client.get("/", {"lang": "en"}, PATH_INFO=path)
    assert (response.status_code, response["Location"]) == (302, "/%2Fother.example/")


def test_a_title_in_another_script_runs_by_itself_in_headings_and_in_the_path(cast, editor):
    cast(event("talks", title="Talks, 2019"))
    editor.get("/admin/?lang=ckb")
    pk = Event.objects.get().pk
    for view, places in (
        ("change", ("#content h2", ".breadcrumbs [aria-current]")),
        ("history", ("#content h2", ".breadcrumbs li:nth-last-child(2) a")),
    ):
        page = BeautifulSoup(editor.get(f"/admin/events/event/{pk}/{view}/").content.decode(), "html.parser")
        for place in places:
            assert page.select_one(f"{place} > bdi").text == "Talks, 2019", (view, place)


def test_what_an_import_says_in_another_language_runs_its_own_way(cast, editor):
    cast()
    job, path = looked_at(editor, "title,date,kind\nOne,22 October 2025,meeting\nAnother,the day after never,odd\n")
    job.rows.filter(number=3).update(faults={"date": "No date.", "place": "No place."})
    page = BeautifulSoup(editor.client.get(f"{path}?lang=ckb", follow=True).content.decode(), "html.parser")
    assert [one["dir"] for one in page.select("td.verdict div")] == ["auto"] * 2
    assert page.select_one("td.wrong > div > bdi").text == "No date."
