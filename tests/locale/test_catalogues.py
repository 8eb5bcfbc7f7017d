"""The committed catalogues: whole, compiled, and true to the strings in the code."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(__file__).parents[2]
LANGUAGES = ["ar", "fa", "ckb"]
REMEDY = "see “Updating” in docs/translating.md"
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|%%|</?\w+|\{\w*\}")


def catalogue(language):
    return polib.pofile(str(ROOT / "timeline" / "locale" / language / "LC_MESSAGES" / "django.po"))


def key(entry):
    return (entry.msgctxt, entry.msgid)


def test_every_language_but_english_has_a_catalogue():
    assert {code for code, _name in settings.LANGUAGES} == {"en", *LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_says_what_the_source_says(language):
    source = catalogue(language)
    compiled = polib.mofile(str(ROOT / "timeline" / "locale" / language / "LC_MESSAGES" / "django.mo"))
    said = {key(entry): (entry.msgstr, entry.msgstr_plural) for entry in source.translated_entries()}
    assert {key(entry): (entry.msgstr, entry.msgstr_plural) for entry in compiled} == said, REMEDY


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_a_guess(language):
    assert [entry.msgid for entry in catalogue(language) if entry.fuzzy] == [], REMEDY


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_of_the_site_and_the_desk_is_translated(language):
    assert [entry.msgid for entry in catalogue(language).untranslated_entries()] == [], REMEDY


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_tags_are_those_of_the_english(language):
    wrong = []
    for entry in catalogue(language).translated_entries():
        if not entry.msgid_plural:
            if sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(PLACEHOLDER.findall(entry.msgstr)):
                wrong.append((entry.msgid, entry.msgstr))
            continue
        # A form for one, two or none may say the number in words; it may not name anything else.
        allowed = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        wrong += [(entry.msgid, form) for form in entry.msgstr_plural.values() if not set(PLACEHOLDER.findall(form)) <= allowed]
    assert wrong == []


@pytest.mark.parametrize(("language", "forms"), [("ar", 6), ("fa", 2), ("ckb", 2)])
def test_every_plural_has_all_its_forms(language, forms):
    source = catalogue(language)
    assert f"nplurals={forms};" in source.metadata["Plural-Forms"]
    plurals = [entry for entry in source.translated_entries() if entry.msgid_plural]
    assert [entry.msgid for entry in plurals if len(list(filter(None, entry.msgstr_plural.values()))) != forms] == []


def test_arabic_chooses_among_six_forms():
    with (ROOT / "timeline/locale/ar/LC_MESSAGES/django.mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    one = next(entry for entry in catalogue("ar").translated_entries() if entry.msgid_plural and not entry.msgctxt)
    chosen = [read.ngettext(one.msgid, one.msgid_plural, n) for n in (0, 1, 2, 3, 11, 100)]
    assert chosen == [one.msgstr_plural[form] for form in range(6)]


def test_the_catalogues_hold_every_string_of_the_code(tmp_path):
    if not shutil.which("xgettext"):
        assert not os.environ.get("CI"), "CI needs GNU gettext to compare the catalogues with the code: apt install gettext"
        pytest.skip("GNU gettext is not installed")
    for part in ("timeline", "templates", "static", "manage.py"):
        (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, tmp_path / part)
    command = ["makemessages", "-l", "ar", "--no-wrap", "--add-location", "file", "--no-obsolete", "-v", "0"]
    environment = {**os.environ, "TIMELINE_LOCAL": "yes", "TIMELINE_DATA_DIR": str(tmp_path / "data")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    run = [sys.executable, "manage.py", *command]
    done = subprocess.run(run, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    fresh = {key(entry) for entry in polib.pofile(str(tmp_path / "timeline/locale/ar/LC_MESSAGES/django.po"))}
    for language in LANGUAGES:
        missing = fresh - {key(entry) for entry in catalogue(language)}
        assert sorted(msgid for _context, msgid in missing) == [], f"{language}: {REMEDY}"
