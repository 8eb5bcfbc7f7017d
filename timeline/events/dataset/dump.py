"""Write the whole record as one JSON file: a record a line, so that two versions can be compared line by line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from timeline.events.dataset.check import LANGUAGES
from timeline.events.dataset.records import ARRAYS, records, translation_records

if TYPE_CHECKING:
    from collections.abc import Iterator


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def lines() -> Iterator[str]:
    """The file, a line at a time, line ends included. Exporting what was imported from it gives the same bytes."""
    yield "{\n"
    translations = {language: found for language in LANGUAGES if (found := translation_records(language))}
    for array in ARRAYS:
        yield f'"{array}": ['
        before = "\n"
        for record in records(array):
            yield before + _json(record)
            before = ",\n"
        yield "\n]" + (",\n" if array != ARRAYS[-1] or translations else "\n")
    if translations:
        yield '"translations": {'
        yield from _translations(translations)
        yield "\n}\n"
    yield "}\n"


def _translations(translations: dict[str, dict[str, dict[str, Any]]]) -> Iterator[str]:
    for n, (language, kinds) in enumerate(translations.items()):
        yield ("," if n else "") + f"\n{_json(language)}: {{"
        for m, (kind, texts) in enumerate(kinds.items()):
            yield ("," if m else "") + f"\n{_json(kind)}: {{"
            yield ",".join(f"\n{_json(slug)}: {_json(values)}" for slug, values in texts.items())
            yield "\n}"
        yield "\n}"
