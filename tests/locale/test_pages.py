"""No page in another language shows a sentence of the English interface."""

import pytest
from bs4 import BeautifulSoup, Comment

from tests.conftest import event
from tests.locale.test_catalogues import LANGUAGES, catalogue

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
# An actor of the test's record that has no name in the language: data, though it is also the name of a side.
NAMES_ON_RECORD = {"Iran"}
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
