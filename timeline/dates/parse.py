"""A text as an editor types it → a Reading.

The way through: EDTF as it stands; else `tokens` (words and figures) → `grammar` (rules) → `span` (two ends); then the words about it.
Length and number of tokens are capped, rules look no deeper than eight levels, so no text takes long (bench/dates.py).
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING

from timeline.dates.display import ISLAMIC_MONTHS, JALALI_MONTHS, digits, show
from timeline.dates.fuzzy import EdtfError, FuzzyDate
from timeline.dates.grammar import MOST_STEPS, OTHER_CALENDAR, Reader, kinds_of, prepared
from timeline.dates.messages import LANGUAGES as SPOKEN
from timeline.dates.messages import WEEKDAYS, counted, say
from timeline.dates.reading import Alternative, Reading
from timeline.dates.refusal import RefusedError
from timeline.dates.tokens import MODULES, tokenise
from timeline.dates.words.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timeline.dates.tokens import Token

LONGEST = 200
"""Characters of a text; an event's `date_text` has as many."""
MOST_TOKENS = 40
QUOTED = 60
"""Characters of a text that a message quotes."""
MONTHS = {
    ("jalali", "en"): (
        "Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar", "Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand",
    ),
    ("islamic", "en"): (
        "Muharram", "Safar", "Rabi al-Awwal", "Rabi al-Thani", "Jumada al-Ula", "Jumada al-Akhira", "Rajab", "Shaban", "Ramadan", "Shawwal",
        "Dhu al-Qadah", "Dhu al-Hijjah",
    ),
}  # fmt: skip
_EDTF = re.compile(r"[0-9X./~?%-]+", re.ASCII)
_FROM_WORDS = re.compile(r"[ba](n?uf)?[xi]*x[xi]*$")
"""“Before the election”, «قبل عشرين يوما من الانتخابات»: what is counted from stands in words, not as a date."""
_SEASONAL = re.compile(r"(\d\d)(\d\d)-(2[1-4])", re.ASCII)


def parse(text: str, anchor: date, languages: Iterable[str] = (), display: str = "en", *, without: frozenset[str] = frozenset()) -> Reading:
    """What a text means, read on the day `anchor` (the day its source was published).

    `languages` are those whose words are understood, the first preferred where a spelling means two things; all four where none is given.
    `display` is the language of the explanation and the messages. `without` takes rules away; tests show with it that each is needed.
    Never raises for a text. A datetime as anchor counts as its day, whatever its zone.
    """
    if isinstance(anchor, datetime):
        anchor = anchor.date()
    known = tuple(dict.fromkeys(one for one in languages if one in MODULES)) or tuple(MODULES)
    speak = display if display in SPOKEN else display.partition("-")[0] if display.partition("-")[0] in SPOKEN else "en"
    text = text.strip()
    if not text:
        return Reading(None, say("empty", speak), say("examples", speak))
    if len(text) > LONGEST:
        return Reading(None, say("too_long", speak, most=LONGEST, n=len(text)))
    reader = Reader(anchor, known, persian_digits=bool(re.search("[۰-۹]", text)), without=without)
    tokens: list[Token] = []
    try:
        found = _as_edtf(text)
        if found is None:
            tokens, timed = tokenise(text, known)
            tokens = prepared(tokens)
            found = reader.read(tokens if len(tokens) <= MOST_TOKENS else []).date
            if timed:
                reader.assume("assumed_time")
    except OverflowError:
        # Sums with the anchor that leave the calendar.
        return _refusal(RefusedError("years"), text, speak)
    except RefusedError as refused:
        return _refusal(_diagnosis(reader, tokens, refused), text, speak)
    said = show(found, speak)
    notes = [say(key, speak, **_said(values, speak)) for key, values in {_key(one): one for one in reader.notes}.values()]
    comma = say("comma", speak)
    explanation = f"{said} ({comma.join(notes)})" if notes else said
    assumed = tuple(say(key, speak, **_said(values, speak)) for key, values in reader.assumed)
    return Reading(found, explanation=" · ".join((explanation, *assumed)), assumed=assumed)


def _key(note: tuple[str, dict[str, object]]) -> str:
    return f"{note[0]} {note[1]}"


def _as_edtf(text: str) -> FuzzyDate | None:
    """A text that is EDTF; None where it is something else."""
    if not _EDTF.fullmatch(text) or len(text) > 40:
        return None
    seasonal = _SEASONAL.fullmatch(text)
    if seasonal and int(seasonal[3]) == int(seasonal[2]) + 1:
        # Summer 2021 in EDTF, two years to everybody else.
        century, first, last = seasonal.groups()
        raise RefusedError("two_readings", (FuzzyDate.from_edtf(text), FuzzyDate.from_edtf(f"{century}{first}/{century}{last}")))
    try:
        found = FuzzyDate.from_edtf(text)
    except EdtfError as fault:
        if fault.key == "edtf_backwards":
            left, right = text.split("/")
            raise RefusedError("backwards", (FuzzyDate.from_edtf(f"{right}/{left}"),)) from fault
        return None
    # A bare year from 1300 to 1500 can be of three calendars: the grammar asks which.
    return None if any(end and end.year in OTHER_CALENDAR and end.precision in ("day", "month", "year") for end in found.ends) else found


def _said(values: dict[str, object], language: str) -> dict[str, object]:
    """Values of a message in words of a language."""
    said: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, FuzzyDate):
            said[name] = show(value, language)
        elif name == "count" and isinstance(value, tuple):
            said[name] = digits(counted(value[0], value[1], language), language)
        elif name == "calendar_date" and isinstance(value, tuple):
            said[name] = digits(_elsewhere(value, language), language)
        elif name in ("real", "typed") and isinstance(value, int):
            said[name] = WEEKDAYS[language][value]
        elif isinstance(value, int):
            said[name] = digits(str(value), language)
        else:
            said[name] = value
    return said


def _elsewhere(value: tuple[object, ...], language: str) -> str:
    """A date of another calendar, as its own people name the month."""
    calendar, year, month, day = value
    months = MONTHS.get((str(calendar), language)) or (JALALI_MONTHS if calendar == "jalali" else ISLAMIC_MONTHS)
    return " ".join(str(one) for one in (day or "", months[month - 1] if isinstance(month, int) and month else "", year) if one)


def _diagnosis(reader: Reader, tokens: list[Token], refused: RefusedError) -> RefusedError:
    """Why no rule read it: two dates side by side, words to count from, or words around a date."""
    if len(tokens) > MOST_TOKENS or refused.key != "no_date":
        return refused
    reader.steps = MOST_STEPS // 2
    for place in range(1, min(len(tokens), 12)):
        first, last = reader.attempt(tokens[:place]), reader.attempt(tokens[place:])
        if first and last:
            meant = [first.date, last.date]
            # Where the two are in no order of time, or one is a range, each alone is still what may be meant.
            with suppress(EdtfError):
                meant.insert(0, FuzzyDate.from_edtf(f"{first.edtf}/{last.edtf}"))
            return RefusedError("two_dates", meant)
    if _FROM_WORDS.search(kinds_of(tokens)):
        return RefusedError("counts_from")
    kept = [one for one in tokens if one.kind != Kind.UNKNOWN]
    if len(kept) < len(tokens) and re.search(r"[ndDem]", kinds_of(kept)):
        inner = reader.attempt(kept)
        if inner:
            return RefusedError("no_date", (inner.date,))
    return refused


def _refusal(refused: RefusedError, text: str, language: str) -> Reading:
    quoted = text if len(text) <= QUOTED else text[:QUOTED] + "…"
    error = say(refused.key, language, **{"text": quoted, **_said(refused.values, language)})
    alternatives = tuple(Alternative(one, show(one, language)) for one in refused.meant)
    suggestion = None
    if alternatives:
        *before, last = (say("quote", language, text=one.text) for one in alternatives)
        options = say("or", language, a=say("comma", language).join(before), b=last) if before else last
        suggestion = say("type_one", language, options=options)
    elif refused.key == "no_date":
        suggestion = say("examples", language)
    return Reading(None, error, suggestion, alternatives=alternatives)
