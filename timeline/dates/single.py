"""One date with a month in words, read by dateparser and checked against what was typed.

dateparser sees short texts only, in the languages we chose, and nothing relative: left alone it reads "1980s" as seconds, drops what it
does not know and fills gaps from today (docs/dates-compared.md).
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

LONGEST = 40
"""Characters of a text that dateparser is asked about."""
_SETTINGS = {
    "PARSERS": ["absolute-time"],
    "DATE_ORDER": "DMY",
    "PREFER_LOCALE_DATE_ORDER": False,
    "PREFER_DAY_OF_MONTH": "first",
    "PREFER_MONTH_OF_YEAR": "first",
    "RELATIVE_BASE": datetime(2000, 1, 1),  # noqa: DTZ001 (a fixed base: nothing is ever read relative to it)
    "TIMEZONE": "UTC",
}
_LOCALES = {"en": "en", "ar": "ar-IQ", "fa": "fa", "ckb": "ckb"}


@lru_cache(maxsize=8)
def _parser(languages: tuple[str, ...]) -> DateDataParser:
    # Not at the top: it takes most of a second, which a command that reads no date should not pay. `warm` is for servers.
    from dateparser.date import DateDataParser

    return DateDataParser(locales=[_LOCALES[one] for one in languages], settings=_SETTINGS)


@lru_cache(maxsize=4096)
def read_single(text: str, languages: tuple[str, ...] = ("en",)) -> tuple[int | None, int, int | None] | None:
    """Year, month and day of a date in words, None for what was not typed; None where dateparser finds no date or not all of it.

    Every number typed must be in what was found: a rest that was dropped would be a date that nobody wrote.
    """
    if len(text) > LONGEST:
        return None
    try:
        found = _parser(languages).get_date_data(text)
    except (ValueError, OverflowError, RecursionError):
        return None
    parts = set(found.parts or ()) if found.date_obj else set()
    if not found.date_obj or "month" not in parts or not parts <= {"year", "month", "day"}:
        return None
    year = found.date_obj.year if "year" in parts else None
    day = found.date_obj.day if "day" in parts else None
    typed = sorted(int(number) for number in re.findall(r"\d+", text))
    return (year, found.date_obj.month, day) if typed == sorted(one for one in (year, day) if one is not None) else None


def warm() -> None:
    """Loads dateparser's words once, so that nobody waits for it: a server calls this before it answers."""
    for text, languages in (("1 January 2000", ("en",)), ("1 jnuary 2000", ("en", "ar", "fa", "ckb"))):
        read_single(text, languages)
