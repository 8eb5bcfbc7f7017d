"""No page in another language shows a sentence of the English interface."""

import pytest
from bs4 import BeautifulSoup, Comment

from tests.conftest import event
from tests.locale.test_catalogues import LANGUAGES, catalogue
from timeline.events.history.models import Revision
from timeline.events.models import Event

PAGES = [
    "/",
    "/?event=one",
    "/events/one/",
    "/actors/",
    "/actors/iran/",
    "/sources/",
    "/storylines/",
    "/places/",
    "/changes/",
    "/about/",
    "/no-such-page/",
]
DESK = [
    "/admin/",
    "/admin/login/",
    "/admin/events/event/",
    "/admin/events/event/add/",
    "/admin/events/event/{event}/change/",
    "/admin/events/event/{event}/history/",
    "/admin/events/event/{event}/delete/",
    "/admin/events/actor/",
    "/admin/events/source/add/",
    "/admin/events/storyline/add/",
    "/admin/events/revision/",
    "/admin/events/revision/{revision}/change/",
    "/admin/import/",
    "/admin/two-step/",
    "/admin/password_change/",
    "/admin/auth/user/add/",
    "/admin/axes/accesslog/",
]
# Actors of the test's record that have no name in the language: data, though they are also names of sides.
NAMES_ON_RECORD = {"Iran", "Iraq", "United States"}
# Why something was done stays in the language of whoever said it.
REASONS = {"Loaded from a dataset file."}
NAMING = ("aria-label", "placeholder", "title")


def differing(language: str) -> set[str]:
    return {entry.msgid for entry in catalogue(language).translated_entries() if entry.msgid != entry.msgstr}


def shown(html: bytes) -> set[str]:
    page = BeautifulSoup(html, "html.parser")
    # A key is named as it is printed on the keyboard, "Home" too.
    for unseen in page(["script", "style", "template", "kbd"]):
        unseen.decompose()
    # What is marked as English is English on purpose: texts of the record that have no translation.
    for english in page.select("body [lang=en]"):
        english.decompose()
    words = [text for text in page.find_all(string=True) if not isinstance(text, Comment)]
    words += [str(tag[name]) for tag in page.find_all(True) for name in NAMING if tag.has_attr(name)]
    return {" ".join(text.split()) for text in words}


@pytest.mark.parametrize("language", LANGUAGES)
def test_main_pages_show_no_english_of_the_interface(client, cast, language):
    cast(event("one", "2019-05-01", {"iran": "host", "iraq": "participant"}), event("two", "2021", confidence="reported"))
    english = differing(language)
    left = {}
    for path in PAGES:
        response = client.get(f"/{language}{path}")
        assert response.status_code == (404 if path == "/no-such-page/" else 200), path
        assert f'lang="{language}"' in response.content.decode()
        if found := shown(response.content) & english - NAMES_ON_RECORD:
            left[path] = sorted(found)
    assert left == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_shows_no_english_of_the_interface(admin_client, cast, language):
    cast(event("one", "2019-05-01", {"iran": "host"}), event("two", "2021", confidence="reported", status="draft"))
    of = {"event": Event.objects.get(slug="two").pk, "revision": Revision.objects.latest("pk").pk}
    admin_client.get(f"/admin/?lang={language}")
    english = differing(language)
    left = {}
    for path in DESK:
        response = admin_client.get(path.format(**of), follow=True)
        assert response.status_code == 200, path
        assert f'<html lang="{language}" dir="rtl">' in response.content.decode()
        said = {text.rstrip(":") for text in shown(response.content)}
        if found := said & english - NAMES_ON_RECORD - REASONS:
            left[path] = sorted(found)
    assert left == {}
