"""The grammar of dates: an ordered list of rules over tokens. Each takes the tokens it understands and leaves the rest to the next.

A rule looks at the kinds of the tokens as a short string (`words.kinds`), one character each, so that its pattern can be read at a
glance: `n?u` is a count with or without its number. Rules call `read` on the parts they do not understand themselves. Every rule is
shown to matter by a test that takes it away (tests/dates/test_rules.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from timeline.dates import calendars, span
from timeline.dates.edtf import PARTS_OF_YEAR, EdtfError, Point
from timeline.dates.fuzzy import FuzzyDate
from timeline.dates.refusal import RefusedError
from timeline.dates.single import read_single
from timeline.dates.span import Span
from timeline.dates.words.kinds import Kind

if TYPE_CHECKING:
    from timeline.dates.calendars import Calendar
    from timeline.dates.tokens import Token

Tokens = list["Token"]
ENGLISH = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
OTHER_CALENDAR = range(1300, 1501)
"""Years that can be of the Iranian or Islamic calendar; alone they say no date."""
DEEPEST = 8
"""Rules within rules; a text that needs more is no date."""
MOST_STEPS = 120
"""Parts of a text that are looked at before giving up. “From 20 to 22 October 2025” takes three."""
FEW = (6, 2)
"""“A few” units back: from six to two."""
RECENT = 30
"""Days that “recently” reaches back."""


@dataclass(frozen=True, slots=True)
class Partial:
    """What was typed of one date. None: not typed."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    calendar: Calendar | None = None
    weekday: int | None = None
    era: str = ""
    order: tuple[str, ...] = ()
    """The parts as typed, months in English: what dateparser is shown."""
    short_year: bool = False

    def lent(self, other: Partial | None) -> Partial:
        """With what is missing taken from another."""
        if other is None:
            return self
        year, month, calendar, era = self.year, self.month, self.calendar, self.era
        if month is None and self.day is not None:
            month, calendar = other.month, calendar or other.calendar
        if year is None:
            year = other.year
        return replace(self, year=year, month=month, calendar=calendar or (other.calendar if month is None else None), era=era or other.era)


@dataclass(frozen=True, slots=True)
class Count:
    """So many units. `few`: an unsaid number from two to six."""

    number: int
    unit: str
    few: bool = False
    approximate: bool = False


@dataclass
class Reader:
    """One reading: the anchor, what was noted and assumed on the way. `without` names rules to leave out; only tests do that."""

    anchor: date
    languages: tuple[str, ...]
    persian_digits: bool = False
    without: frozenset[str] = frozenset()
    notes: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    assumed: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    depth: int = 0
    steps: int = MOST_STEPS
    asked: set[str] = field(default_factory=set)
    """Texts with a word that we do not know, which dateparser was asked about; two at most."""

    def read(self, tokens: Tokens, lend: Partial | None = None) -> Span:
        """The span that the tokens say. Raises RefusedError."""
        if not tokens or self.depth >= DEEPEST or self.steps <= 0:
            raise RefusedError("no_date")
        self.depth += 1
        self.steps -= 1
        try:
            kinds = kinds_of(tokens)
            for name, rule in RULES.items():
                if name in self.without:
                    continue
                found = rule(self, tokens, kinds, lend)
                if found is not None:
                    return found
        finally:
            self.depth -= 1
        raise RefusedError("no_date")

    def attempt(self, tokens: Tokens, lend: Partial | None = None) -> Span | None:
        """The same, None where it is no date; what was noted on the way is forgotten."""
        notes, assumed = len(self.notes), len(self.assumed)
        try:
            return self.read(tokens, lend)
        except (RefusedError, OverflowError):
            del self.notes[notes:], self.assumed[assumed:]
            return None

    def note(self, key: str, **values: object) -> None:
        self.notes.append((key, values))

    def assume(self, key: str, **values: object) -> None:
        if (key, values) not in self.assumed:
            self.assumed.append((key, values))


Rule = Callable[[Reader, Tokens, str, Partial | None], Span | None]
RULES: dict[str, Rule] = {}


def rule(function: Rule) -> Rule:
    RULES[function.__name__] = function
    return function


def kinds_of(tokens: Tokens) -> str:
    return "".join(token.kind for token in tokens)


def prepared(tokens: Tokens) -> Tokens:
    """Signs that only join taken out: mid-2023, 21-Oct-2025, تشرين الأول/أكتوبر; figures that are two dates taken apart: 13/24 June;
    figures that are one decade put together: the decade 1900–1909.
    """
    out: Tokens = []
    if len(tokens) == 3 and tokens[1].kind in "-/" and re.fullmatch(r"n.q|q.n", kinds_of(tokens)):
        # 2024-Q3, Q3/2024.
        tokens = [tokens[0], tokens[2]]
    for at, token in enumerate(tokens):
        before = out[-1] if out else None
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.kind == Kind.UNIT and token.value == "day" and after and after.kind == Kind.WEEKDAY:
            continue
        if token.kind == Kind.YEAR_NEARBY:
            out += [replace(token, kind=Kind.RELATIVE), replace(token, kind=Kind.UNIT, value="year")]
            continue
        if token.kind == Kind.CLOSE and kinds_of(out[-3:]) == "m(m" and out[-3].value == out[-1].value:
            # تشرين الأول (أكتوبر)
            del out[-2:]
            continue
        if token.kind == Kind.DASH and before and after:
            joins = before.kind in (Kind.THIRD, Kind.TO) or after.kind == Kind.TO
            joins |= before.kind == Kind.NUMBER and after.kind == Kind.MONTH and _int(before) <= 31 and len(before.text) <= 2
            joins |= before.kind == Kind.MONTH and after.kind == Kind.NUMBER and len(after.text) == 4
            joins |= before.kind == Kind.NUMBER and after.kind == Kind.UNIT
            if joins:
                continue
        if (
            (
                token.kind == Kind.MONTH
                and before
                and before.kind in (Kind.SLASH, Kind.DASH, Kind.OPEN)
                and len(out) > 1
                and out[-2].kind == Kind.MONTH
            )
            and out[-2].value == token.value
            and before.kind != Kind.OPEN
        ):
            out.pop()
            continue
        if (
            (
                token.kind == Kind.NUMBER
                and before
                and kinds_of(out[-3:]) in _TEN_YEARS
                and out[-3].value == "decade"
                and _int(token) == _int(out[-2]) + 9
            )
            and _int(out[-2]) % 10 == 0
            and len(out[-2].text) == 4
        ):
            literal = out[-2].text[:3] + "X"
            out[-3:] = [replace(token, kind=Kind.LITERAL, value=literal, text=literal)]
            continue
        if token.kind == Kind.CLOSE and kinds_of(out[-2:]) == "(D" and out[-1].text[5:7] in _CODES:
            out.pop(-2)
            continue
        if token.kind == Kind.NUMERIC and isinstance(token.value, tuple) and len(token.value) == 2 and after and after.kind == Kind.MONTH:
            first, last = (str(part) for part in token.value)
            out += [replace(token, kind=Kind.NUMBER, value=int(first), text=first), replace(token, kind=Kind.SLASH, value=True, text="/")]
            out.append(replace(token, kind=Kind.NUMBER, value=int(last), text=last))
            continue
        out.append(token)
    return out


_TEN_YEARS = ("un-", "unt", "unl", "un/")
_CODES = tuple(str(code) for code in PARTS_OF_YEAR if code > 30)


def _int(token: Token) -> int:
    return token.value if isinstance(token.value, int) else 0


# Rules, in the order they are tried.


@rule
def in_brackets(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """“16 January 1979 (26 Dey 1357)”: the same date twice, or a doubt in brackets."""
    shape = re.fullmatch(r"([^()]+)\(([^()]*)\)", kinds)
    if not shape:
        return None
    cut = len(shape[1])
    outer, inner = tokens[:cut], tokens[cut + 1 : -1]
    if not inner:
        return reader.read(outer, lend)
    if set(shape[2]) <= set("~?%"):
        return reader.read([*outer, *inner], lend)
    first = reader.read(outer, lend)
    second = reader.read(inner)
    one, other = first.date, second.date
    near = 1 if one.approximate or other.approximate else 0
    for left, right in ((one.earliest, other.earliest), (one.latest, other.latest)):
        if (left is None) != (right is None) or (left and right and abs((left - right).days) > near):
            raise RefusedError("disagree", (one, other))
    return second if shape[2] == "D" or one.approximate else first


@rule
def years_of_a_winter(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """“Winter 2023–24”."""
    if not re.fullmatch(r"sn[-/]n|s[dD]", kinds) or tokens[0].value != 24:
        return None
    figures: object = (tokens[1].text, tokens[3].text) if len(tokens) == 4 else tokens[1].value
    if isinstance(figures, str):
        figures = tuple(figures.split("-"))
    if not isinstance(figures, tuple) or len(figures) != 2:
        return None
    first, last = (str(one) for one in figures)
    if len(first) != 4 or int(last) % 100 != (int(first) + 1) % 100:
        return None
    return span.one(f"{first}-24")


@rule
def two_years(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """2024/25."""
    figures = tokens[0].value
    if kinds != "d" or not isinstance(figures, tuple) or len(figures) != 2:
        return None
    first, last = (str(one) for one in figures)
    if len(first) != 4 or len(last) != 2 or int(last) <= max(12, int(first[2:])):
        return None
    return span.years(int(first), int(first[:2] + last))


@rule
def counted_from(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """Twenty days before A; the day after A; قبل 20 يوما من A."""
    if kinds[0] in "ba":
        for place in range(2, len(kinds) - 1):
            counted = kinds[place] == "f" and _count(tokens[1:place])
            if counted:
                return _offset(reader, counted, -1 if kinds[0] == "b" else 1, reader.read(tokens[place + 1 :], lend))
        return None
    for place in range(1, len(kinds) - 1):
        if kinds[place] in "ba" and not set(kinds[place:]) & set("tl"):
            counted = _count(tokens[:place])
            if counted:
                return _offset(reader, counted, -1 if kinds[place] == "b" else 1, reader.read(tokens[place + 1 :], lend))
            return None
    return None


@rule
def a_range(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """A to B, A–B, A/B, from A to B, between A and B. What one side leaves out it takes from the other."""
    lead = re.match(r"[~?%]*", kinds)
    assert lead  # noqa: S101
    at = lead.end()
    signs = ""
    marks = "tl-/"
    if kinds[at : at + 1] in ("f", "B"):
        signs, marks = kinds[:at], "&t-" if kinds[at] == "B" else "tl-/"
        tokens, kinds = tokens[at + 1 :], kinds[at + 1 :]
    refused: RefusedError | None = None
    places = [place for mark in marks for place in range(1, len(kinds) - 1) if kinds[place] == mark]
    for place in places[:4]:
        notes, assumed = len(reader.notes), len(reader.assumed)
        try:
            found = _two_sides(reader, tokens[:place], tokens[place + 1 :])
            for sign in signs:
                found = found.qualified(sign)
        except RefusedError as fault:
            del reader.notes[notes:], reader.assumed[assumed:]
            if refused is None or (refused.key == "no_date" and fault.key != "no_date"):
                refused = fault
        else:
            return found
    if refused and refused.key != "no_date":
        raise refused
    return None


def _two_sides(reader: Reader, left: Tokens, right: Tokens) -> Span:
    signs = re.compile(r"[~?%]*")
    if kinds_of(left) == Kind.THIRD and right and right[0].kind == Kind.THIRD:
        left = left + right[1:]
    lead = signs.match(kinds_of(left))
    assert lead  # noqa: S101
    ones, others = _partial_within(reader, left), _partial_within(reader, right)
    # 1980–88
    if ones and others and ones.year and not ones.month and others.day and not others.month and not others.year:
        raw = next((one.text for one in right if one.kind == Kind.NUMBER), "")
        if len(raw) == 2:
            if 1 <= others.day <= 12 and ones.day is None and len(left) == len(right) == 1:
                month = span.month_text(ones.year, others.day)
                year = ones.year // 100 * 100 + others.day
                if year > ones.year:
                    raise RefusedError("two_readings", (FuzzyDate.from_edtf(month), FuzzyDate.from_edtf(f"{ones.year:04}/{year:04}")))
            else:
                full = f"{ones.year // 100:02}{raw}"
                if int(full) < ones.year and len(left) == len(right) == 1 and others.day <= 31:
                    # 2025-13 is no run of years.
                    raise RefusedError("impossible_month", month=others.day)
                right = [replace(one, value=int(full), text=full) if one.text == raw and one.kind == Kind.NUMBER else one for one in right]
                others = _partial_within(reader, right)
    assumed_year = bool(ones and others and ones.year is None and others.year is None)
    end = reader.read(right, ones)
    if assumed_year and end.end and others and others.calendar in (None, "gregorian"):
        others = replace(others, year=end.end.year)
    start = reader.read(left, others)
    if start.start is None or end.end is None:
        raise RefusedError("no_date")
    lacking = bool(ones and others and ((ones.day and ones.month is None) or (ones.year is None)))
    if lacking:
        # “about 20–22 October”, “20–22 October 2025?”: the doubt is about both.
        for sign in lead.group():
            end = end.qualified(sign)
        trail = re.search(r"[~?%]*$", kinds_of(right))
        for sign in trail.group() if trail else "":
            start = start.qualified(sign)
    assert start.start  # noqa: S101
    assert end.end  # noqa: S101
    if ones and others and start.start.earliest > end.end.latest and ones.month and others.month and ones.month > others.month:
        # “28 December – 2 January 2026”: over the turn of the year.
        if ones.year is None:
            start = reader.read(left, replace(others, year=(others.year or 1) - 1))
            reader.assume("assumed_turn")
        elif _partial_within(reader, right).year is None:  # type: ignore[union-attr]
            end = reader.read(right, replace(ones, year=ones.year + 1))
            reader.assume("assumed_turn")
    found = Span(start.start, end.end)
    found.date  # noqa: B018 (refuses an end before its start)
    return found


def _partial_within(reader: Reader, tokens: Tokens) -> Partial | None:
    """What one side of a range types of its date, signs of doubt, early/mid/late, quarters and seasons aside."""
    kept = [one for one in tokens if one.kind not in (Kind.ABOUT, Kind.MAYBE, Kind.BOTH, Kind.THIRD, Kind.PART, Kind.SEASON)]
    try:
        return partial(reader, kept)
    except RefusedError:
        return None


@rule
def ago_or_from_now(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """Two days ago, days ago, in 3 weeks; قبل يومين; سه روز پیش."""
    last, first = tokens[-1], tokens[0]
    count: Count | None = None
    step = 0
    if last.kind in (Kind.AGO, Kind.EARLIER) or (last.kind == Kind.BEFORE and last.language != "en"):
        count, step = _count(tokens[:-1]), -1
    elif last.kind == Kind.LATER or (last.kind == Kind.AFTER and last.language != "en"):
        count, step = _count(tokens[:-1]), 1
    elif first.kind in (Kind.BEFORE, Kind.SINCE) and first.language != "en":
        count, step = _count(tokens[1:]), -1
    elif first.kind == Kind.IN or (first.kind == Kind.AFTER and first.language != "en"):
        count, step = _count(tokens[1:]), 1
    if count is None:
        return None
    return _offset(reader, count, step, span.day(reader.anchor))


_PLURALS = frozenset(("days", "weeks", "months", "years", "decades", "centuries", "fortnights")) | frozenset(
    ("ایام", "الایام", "اسابیع", "اشهر", "شهور", "سنوات", "سنین", "اعوام", "عقود", "قرون", "روزها", "هفتهها", "ماهها", "سالها", "روژان")
)
"""As folded. Without a number they say that there were some."""


def _count(tokens: Tokens) -> Count | None:
    """A count of units: 20 days, a week, days, a few months, يومين."""
    kinds = kinds_of(tokens)
    approximate = kinds[:1] == "~"
    if approximate:
        tokens, kinds = tokens[1:], kinds[1:]
    shape = re.fullmatch(r"(?:[n1CF]|1F)?u|U", kinds)
    if not shape:
        return None
    unit = str(tokens[-1].value)
    if unit in ("quarter", "half"):
        return None
    if kinds == "U":
        return Count(2, unit, approximate=approximate)
    if kinds == "nu":
        return Count(_int(tokens[0]), unit, approximate=approximate)
    if kinds == "1u":
        return Count(1, unit, approximate=approximate)
    if kinds == "Cu":
        return Count(2, unit, approximate=True)
    if "F" in kinds or tokens[-1].text in _PLURALS:
        return Count(0, unit, few=True, approximate=True)
    # “The week before A” can be seven days or the week from Monday to Sunday; “the day before A” is one.
    return Count(1, unit, approximate=approximate) if unit in ("day", "fortnight", "month", "year") or tokens[-1].language != "en" else None


_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_YEARS = {"year": 1, "decade": 10, "century": 100}


def _offset(reader: Reader, count: Count, step: int, base: Span) -> Span:
    edge = base.start if step < 0 else base.end
    if edge is None:
        raise RefusedError("count_from_open")
    about = FuzzyDate.from_edtf(edge.edtf)
    sign = "~" if count.approximate else ""

    def moved(number: int) -> Point:
        if count.unit in _DAYS:
            if edge.precision != "day":
                raise RefusedError("count_needs_day", date=about, unit=count.unit)
            return span.point(span.shifted(edge.earliest, step * number * _DAYS[count.unit]).isoformat() + edge.qualifier)
        if count.unit == "month":
            if edge.precision not in ("day", "month") or edge.part is None:
                raise RefusedError("count_needs_month", date=about)
            return span.point(span.month_text(edge.year, edge.part + step * number) + edge.qualifier)
        if edge.precision in ("decade", "century"):
            raise RefusedError("count_needs_month", date=about)
        return span.point(span.year_text(edge.year + step * number * _YEARS[count.unit]) + edge.qualifier)

    key = "note_before" if step < 0 else "note_after"
    if count.few:
        far, near = FEW
        reader.note(f"{key}_few", count=(far, count.unit), near=near, date=about)
        ends = (moved(far), moved(near)) if step < 0 else (moved(near), moved(far))
        return Span(*ends).qualified("~")
    reader.note(key, count=(count.number, count.unit), date=about)
    found = moved(count.number)
    return Span(found, found, interval=False).qualified(sign)


@rule
def open_ended(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """Before, until, by A; after, since, from A."""
    if kinds[-1] in "zy" and len(kinds) > 1:
        behind = "c" if kinds[-1] == Kind.SINCE_BEHIND else "l"
        # “From 2003 to the present”: begun, and no end known.
        shape = re.fullmatch(r"([fcl]?)(.+?)[tl-]?[zy]", kinds)
        if not shape or (shape[1] and (shape[1] == Kind.UNTIL) != (behind == "l")):
            return None
        return _open(reader.read(tokens[len(shape[1]) : shape.end(2)], lend), behind)
    if kinds[0] in "balcf" and len(kinds) > 1:
        # “Until before A” is before A.
        if kinds[:2] == "lb":
            tokens, kinds = tokens[1:], kinds[1:]
        return _open(reader.read(tokens[1:], lend), kinds[0])
    return None


def _open(inner: Span, kind: str) -> Span:
    if inner.start is None or inner.end is None:
        raise RefusedError("no_date")
    match kind:
        case "b":
            return Span(None, span.neighbour(inner.start, -1))
        case "a":
            return Span(span.neighbour(inner.end, 1), None)
        case "l":
            return Span(None, inner.end)
    return Span(inner.start, None)


@rule
def in_front(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """In March 2023."""
    return reader.read(tokens[1:], lend) if kinds[0] == Kind.IN and len(kinds) > 1 else None


@rule
def in_doubt(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """About, possibly, a question mark: in front or behind."""
    shape = re.fullmatch(r"([~?%]*)(.*?)([~?%]*)", kinds)
    assert shape  # noqa: S101
    signs = shape[1] + shape[3]
    if not signs or not shape[2]:
        return None
    found = reader.read(tokens[len(shape[1]) : len(kinds) - len(shape[3])], lend)
    for sign in signs:
        found = found.qualified(sign)
    return found


@rule
def lately(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """Recently."""
    if kinds != "p":
        return None
    reader.note("note_recent", days=RECENT, date=_anchor(reader))
    return span.days(span.shifted(reader.anchor, -RECENT), reader.anchor, "~")


def _anchor(reader: Reader) -> FuzzyDate:
    return FuzzyDate.from_edtf(reader.anchor.isoformat())


def _from_anchor(reader: Reader) -> None:
    reader.note("note_anchor", date=_anchor(reader))


@rule
def nearby_day(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """Today, yesterday, tomorrow."""
    if kinds not in ("r", "rw", "wr"):
        return None
    step = next(_int(token) for token in tokens if token.kind == Kind.NEARBY)
    day = span.shifted(reader.anchor, step)
    for token in tokens:
        if token.kind == Kind.WEEKDAY:
            _check_weekday(day, _int(token))
    _from_anchor(reader)
    return span.day(day)


def _check_weekday(day: date, weekday: int) -> None:
    if day.weekday() != weekday:
        back = (day.weekday() - weekday) % 7
        near = day - timedelta(days=back) if back <= 3 else day + timedelta(days=7 - back)
        meant = [FuzzyDate.from_edtf(one.isoformat()) for one in (day, near)]
        raise RefusedError("weekday", meant, date=meant[0], typed=weekday, real=day.weekday())


@rule
def this_last_next(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """This week, last month, next year; earlier this month; Tuesday of last week; the 5th of last month; last Tuesday; next March."""
    shape = re.fullmatch(r"([Ehw]|[no]f?|)(?:R([uwms])|([uwms])R)", kinds)
    if not shape:
        return None
    lead, what = shape[1], shape[2] or shape[3]
    step = next(_int(token) for token in tokens if token.kind == Kind.RELATIVE)
    named = tokens[-1] if shape[2] else tokens[-2]
    if what != "u":
        if lead:
            return None
        _from_anchor(reader)
        if what == "w":
            return span.day(_weekday(reader.anchor, _int(named), step))
        return _month_or_season(reader, named, step)
    unit = str(named.value)
    found = _unit(reader, unit, step)
    if lead == "E":
        if step:
            return None
        first = found.start
        assert first  # noqa: S101
        found = span.days(first.earliest, reader.anchor)
    elif lead == "h":
        if step:
            return None
        last = found.end
        assert last  # noqa: S101
        found = span.days(reader.anchor, last.latest)
    elif lead == "w":
        if unit != "week" or found.start is None:
            return None
        found = span.day(span.shifted(found.start.earliest, _int(tokens[0])))
    elif lead:
        if unit != "month" or found.start is None or found.start.part is None:
            return None
        number = _int(tokens[0])
        if not 1 <= number <= span.last_day(found.start.year, found.start.part):
            raise RefusedError("impossible_day", date=found.date, day=number, length=span.last_day(found.start.year, found.start.part))
        found = span.one(f"{found.start.edtf}-{number:02}")
    _from_anchor(reader)
    return found


def _weekday(anchor: date, weekday: int, step: int) -> date:
    """The one in the anchor's week (0), the latest before it (-1), the first after it (1)."""
    if step == 0:
        return span.shifted(anchor, weekday - anchor.weekday())
    if step < 0:
        return span.shifted(anchor, -((anchor.weekday() - weekday - 1) % 7 + 1))
    return span.shifted(anchor, (weekday - anchor.weekday() - 1) % 7 + 1)


def _month_or_season(reader: Reader, named: Token, step: int) -> Span:
    """This October is that of the anchor's year; last October was over before the anchor's month; next October comes after it."""
    anchor = reader.anchor
    if named.kind == Kind.SEASON:
        code = _int(named)
        first, last = PARTS_OF_YEAR[code]
        year = anchor.year
        if step < 0:
            year -= 0 if (year * 12 + last) < anchor.year * 12 + anchor.month else 1
            year -= 1 if (year * 12 + last) >= anchor.year * 12 + anchor.month else 0
        elif step > 0 and first <= anchor.month:
            year += 1
        return span.one(f"{span.year_text(year)}-{code}")
    assert isinstance(named.value, tuple)  # noqa: S101
    calendar, month = named.value[0], named.value[1]
    if calendar != "gregorian":
        raise RefusedError("no_year")
    number = int(month)
    year = anchor.year
    if step < 0 and number >= anchor.month:
        year -= 1
    elif step > 0 and number <= anchor.month:
        year += 1
    return span.one(span.month_text(year, number))


def _unit(reader: Reader, unit: str, step: int) -> Span:
    anchor = reader.anchor
    match unit:
        case "day":
            return span.day(span.shifted(anchor, step))
        case "week":
            monday = span.shifted(anchor, step * 7 - anchor.weekday())
            return span.days(monday, span.shifted(monday, 6))
        case "month":
            return span.one(span.month_text(anchor.year, anchor.month + step))
        case "quarter":
            first = (anchor.month - 1) // 3 * 3 + 1 + step * 3
            return span.months(anchor.year, first, first + 2)
        case "half":
            first = (anchor.month - 1) // 6 * 6 + 1 + step * 6
            return span.months(anchor.year, first, first + 5)
        case "year":
            return span.one(span.year_text(anchor.year + step))
        case "decade":
            return span.one(span.year_text(anchor.year + step * 10)[:3] + "X")
        case "century":
            return span.one(span.year_text(anchor.year + step * 100)[:2] + "XX")
    raise RefusedError("no_date")


@rule
def weekday_alone(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """Tuesday: the latest one not after the anchor."""
    if kinds != "w":
        return None
    _from_anchor(reader)
    return span.day(span.shifted(reader.anchor, -((reader.anchor.weekday() - _int(tokens[0])) % 7)))


@rule
def nth_in_month(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """The first Monday of March 2024; the last day of February 2024; the second week of June 2025."""
    shape = re.fullmatch(r"(?:[oR]([wu])|([wu])[oR])f?(?=[mnd3R])(.+)", kinds)
    if not shape:
        return None
    order, named = (tokens[0], tokens[1]) if shape[1] else (tokens[1], tokens[0])
    number = _int(order)
    if order.kind == Kind.RELATIVE and number != -1:
        return None
    if named.kind == Kind.UNIT and (named.value not in ("day", "week") or named.text in _PLURALS):
        return None
    inner = reader.attempt(tokens[len(kinds) - len(shape[3]) :], lend)
    whole = inner.start if inner and not inner.interval else None
    if whole is None or whole.precision not in ("month", "year"):
        return None
    first, last = whole.earliest, whole.latest
    if named.kind == Kind.WEEKDAY:
        if number > 0:
            day = first + timedelta(days=(_int(named) - first.weekday()) % 7 + (number - 1) * 7)
        else:
            day = last - timedelta(days=(last.weekday() - _int(named)) % 7)
        if not first <= day <= last:
            raise RefusedError("impossible_nth", date=inner.date if inner else None)
        return span.day(day)
    if named.value == "day":
        day = first + timedelta(days=number - 1) if number > 0 else last
        if day > last:
            raise RefusedError("impossible_nth", date=inner.date if inner else None)
        return span.day(day)
    # Weeks of a month are not sharp: seven days each from the first, or the last seven.
    start = first + timedelta(days=7 * (number - 1)) if number > 0 else last - timedelta(days=6)
    if start > last:
        raise RefusedError("impossible_nth", date=inner.date if inner else None)
    return span.days(start, min(start + timedelta(days=6), last), "~")


@rule
def a_week(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """2025-W42; week 42 of 2025; the week of 13 October 2025."""
    if kinds == "k":
        assert isinstance(tokens[0].value, tuple)  # noqa: S101
        year, week, day = (int(part) for part in tokens[0].value)
    elif kinds == "unn" and tokens[0].value == "week" and len(tokens[2].text) == 4 and not tokens[1].word:
        year, week, day = _int(tokens[2]), _int(tokens[1]), 0
    elif kinds[0] == "u" and tokens[0].value == "week" and len(kinds) > 1:
        inner = reader.attempt(tokens[1:], lend)
        if inner is None or inner.interval or inner.start is None or inner.start.precision != "day":
            return None
        monday = span.shifted(inner.start.earliest, -inner.start.earliest.weekday())
        return Span(span.point(monday.isoformat()), span.point(span.shifted(monday, 6).isoformat())).qualified(inner.start.qualifier)
    else:
        return None
    try:
        first = date.fromisocalendar(year, week, day or 1)
    except ValueError as fault:
        raise RefusedError("impossible_week", week=week, year=year) from fault
    return span.day(first) if day else span.days(first, span.shifted(first, 6))


@rule
def quarter_or_half(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """Q3 2024, the third quarter of 2024, the first half of 2024, the second half of October 2025."""
    if re.fullmatch(r"[ou]{2}f?nA?D", kinds):
        # As it is shown with its code: "third quarter of 2024 (2024-35)".
        said, code = reader.read(tokens[:-1]).date, reader.read(tokens[-1:])
        if (said.earliest, said.latest) != (code.date.earliest, code.date.latest):
            raise RefusedError("disagree", (said, code.date))
        return code
    shape = re.fullmatch(r"(?:(q)|([oRn])(u)|(u)([oRn]))[f/]?(.*)|(n)-?(q)", kinds)
    if not shape:
        return None
    if shape[8]:
        part, rest = tokens[-1].value, tokens[:1]
    elif shape[1]:
        part, rest = tokens[0].value, tokens[len(kinds) - len(shape[6]) :]
    else:
        named, order = (tokens[1], tokens[0]) if shape[3] else (tokens[0], tokens[1])
        unit = str(named.value)
        if unit not in ("quarter", "half") or (order.kind == Kind.RELATIVE and order.value != -1):
            return None
        most = 4 if unit == "quarter" else 2
        part, rest = (unit, _int(order) if order.kind != Kind.RELATIVE else most), tokens[len(kinds) - len(shape[6]) :]
    assert isinstance(part, tuple)  # noqa: S101
    unit, number = str(part[0]), int(part[1])
    size = 3 if unit == "quarter" else 6
    if not 1 <= number <= 12 // size:
        raise RefusedError("no_date")
    first = (number - 1) * size + 1
    if not rest:
        year = (
            lend.year if lend and lend.year else _nearest_year(reader, lambda year: (date(year, first, 1), _end_of(year, first + size - 1)))
        )
        return span.months(year, first, first + size - 1)
    typed = _partial_within(reader, rest)
    if typed and typed.year and not typed.month and _is_other(typed):
        return _months_elsewhere(reader, typed, first, first + size - 1)
    inner = reader.read(rest, lend)
    whole = inner.start
    if whole is None or inner.interval:
        raise RefusedError("no_part", date=inner.date)
    if whole.precision == "year":
        return span.months(whole.year, first, first + size - 1).qualified(whole.qualifier)
    if whole.precision == "month" and unit == "half":
        begin, stop = (1, 15) if number == 1 else (16, whole.latest.day)
        return span.days(whole.earliest.replace(day=begin), whole.earliest.replace(day=stop))
    raise RefusedError("no_part", date=inner.date)


def _end_of(year: int, month: int) -> date:
    return date(year, month, span.last_day(year, month))


def _nearest_year(reader: Reader, bounds: Callable[[int], tuple[date, date]]) -> int:
    """The year that brings something nearest to the anchor; the earlier of two as near."""
    anchor, best, distance = reader.anchor, None, None
    for year in range(max(1, anchor.year - 1), min(9998, anchor.year + 1) + 1):
        first, last = bounds(year)
        away = max((first - anchor).days, (anchor - last).days, 0)
        if distance is None or away < distance:
            best, distance = year, away
    assert best is not None  # noqa: S101
    reader.assume("assumed_year", year=best, date=_anchor(reader))
    return best


@rule
def season(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """Spring 2024; بهار ۱۴۰۴."""
    if not re.fullmatch(r"su?f?u?(nA?)?|nA?s", kinds):
        return None
    code = next(_int(token) for token in tokens if token.kind == Kind.SEASON)
    typed = _partial_within(reader, [token for token in tokens if token.kind in (Kind.NUMBER, Kind.ERA)])
    year = (typed and typed.year) or (lend.year if lend else None)
    if typed and typed.year is None:
        return None
    if typed and typed.year and _is_other(typed):
        if _calendar_of(reader, typed) != "jalali":
            raise RefusedError("no_part", date=None)
        first = (code - 21) * 3 + 1
        return _months_elsewhere(reader, typed, first, first + 2)
    if year is None:
        first, last = PARTS_OF_YEAR[code]
        year = _nearest_year(reader, lambda year: (date(year, first, 1), _end_of(year + (last > 12), (last - 1) % 12 + 1)))
    return span.one(f"{span.year_text(year)}-{code}")


@rule
def decade(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """The 2020s; عقد 2020; ثمانينيات القرن الماضي; دههٔ ۱۳۶۰."""
    if kinds == "e":
        year = _int(tokens[0])
        if year < 100:
            hundreds = [century + year for century in (1800, 1900, 2000)] if year % 10 == 0 else []
            raise RefusedError("short_decade", [FuzzyDate.from_edtf(f"{one // 10}X") for one in hundreds])
        if year % 10 or year > 9990:
            raise RefusedError("no_date")
        if year % 100 == 0:
            digits = f"{year:04}"
            raise RefusedError("two_readings", (FuzzyDate.from_edtf(digits[:3] + "X"), FuzzyDate.from_edtf(digits[:2] + "XX")))
        return span.one(f"{year:04}"[:3] + "X")
    if re.fullmatch(r"unA?", kinds) and tokens[0].value == "decade":
        year = _int(tokens[1])
        if len(tokens[1].text) != 4 or year % 10:
            return None
        typed = Partial(year=year, era=str(tokens[2].value) if len(tokens) > 2 else "")
        if _is_other(typed) and (typed.era in ("jalali", "islamic") or tokens[0].language in ("fa", "ckb")):
            calendar: Calendar = "islamic" if typed.era == "islamic" else "jalali"
            try:
                first, last = calendars.span(calendar, year)[0], calendars.span(calendar, year + 9)[1]
            except calendars.NoSuchDayError as fault:
                raise RefusedError("calendar_year", year=year) from fault
            return _other_span(reader, replace(typed, era=calendar), first, last)
        return span.one(f"{span.year_text(year)[:3]}X")
    if re.fullmatch(r"j(u[Rno])?", kinds):
        tens = _int(tokens[0])
        hundred = 1900 if tens > reader.anchor.year % 100 // 10 * 10 else 2000
        if len(tokens) > 1:
            if tokens[1].value != "century":
                return None
            which = tokens[2]
            hundred = (reader.anchor.year // 100 + _int(which)) * 100 if which.kind == Kind.RELATIVE else (_int(which) - 1) * 100
        else:
            reader.assume("assumed_century", year=hundred + tens)
        return span.one(f"{span.year_text(hundred + tens)[:3]}X")
    return None


@rule
def century(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """The 20th century; القرن 20."""
    if not re.fullmatch(r"[on]uA?|u[on]A?", kinds):
        return None
    unit = next(token for token in tokens if token.kind == Kind.UNIT)
    number = next(_int(token) for token in tokens if token.kind in (Kind.ORDINAL, Kind.NUMBER))
    if unit.value != "century":
        return None
    if tokens[-1].kind == Kind.ERA and tokens[-1].value != "gregorian":
        raise RefusedError("years")
    if not 2 <= number <= 100:
        raise RefusedError("years")
    return span.one(f"{number - 1:02}XX")


@rule
def early_mid_late(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """A third of a month (days 1–10, 11–20, 21–end), a year (four months each), a season (a month each) or a decade."""
    if kinds[0] != Kind.THIRD or len(kinds) < 2:
        return None
    rest = tokens[1:]
    while rest and rest[0].kind in (Kind.FROM, Kind.DASH):
        rest = rest[1:]
    third = _int(tokens[0])
    typed = _partial_within(reader, rest)
    if typed and _is_other(typed) and typed.year and not typed.day:
        return _third_elsewhere(reader, typed, third)
    inner = reader.read(rest, lend)
    whole = inner.start
    if whole is None or inner.interval or whole.unknown:
        raise RefusedError("no_part", date=inner.date)
    match whole.precision:
        case "month":
            first, last = ((1, 10), (11, 20), (21, whole.latest.day))[third]
            found = span.days(whole.earliest.replace(day=first), whole.earliest.replace(day=last))
        case "year":
            found = span.months(whole.year, third * 4 + 1, third * 4 + 4)
        case "season":
            assert whole.part  # noqa: S101
            only = PARTS_OF_YEAR[whole.part][0] + third
            found = span.one(span.month_text(whole.year, only))
        case "decade":
            first, last = ((0, 3), (4, 6), (7, 9))[third]
            found = span.years(whole.year + first, whole.year + last)
        case _:
            raise RefusedError("no_part", date=inner.date)
    return found.qualified("~").qualified(whole.qualifier)


def _third_elsewhere(reader: Reader, typed: Partial, third: int) -> Span:
    calendar = _calendar_of(reader, typed)
    assert typed.year  # noqa: S101
    try:
        if typed.month is None:
            first, last = calendars.span(calendar, typed.year, third * 4 + 1, third * 4 + 4)
        else:
            begin = third * 10 + 1
            stop = calendars.month_length(calendar, typed.year, typed.month) if third == 2 else begin + 9
            first, last = (calendars.to_gregorian(calendar, typed.year, typed.month, day) for day in (begin, stop))
    except calendars.NoSuchDayError as fault:
        raise RefusedError("calendar_year", year=typed.year) from fault
    return _other_span(reader, replace(typed, calendar=calendar), first, last).qualified("~")


@rule
def a_day_in(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """A day in October 2025, a month in 2025: not known which."""
    if kinds[0] != Kind.SOME_IN or len(kinds) < 2:
        return None
    inner = reader.read(tokens[1:], lend)
    whole = inner.start
    if whole is None or inner.interval or whole.unknown or whole.precision not in ("month", "year"):
        raise RefusedError("no_part", date=inner.date)
    if tokens[0].value == "month":
        if whole.precision == "month":
            raise RefusedError("no_part", date=inner.date)
        return span.one(f"{whole.plain}-XX{whole.qualifier}")
    return span.one(f"{whole.plain}{'-XX-XX' if whole.precision == 'year' else '-XX'}{whole.qualifier}")


@rule
def this_or_that(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """12 or 13 June: two readings, both offered."""
    place = kinds.find(Kind.OR)
    if place < 1 or place == len(kinds) - 1:
        return None
    left, right = tokens[:place], tokens[place + 1 :]
    ones, others = _partial_within(reader, left), _partial_within(reader, right)
    first, last = reader.attempt(left, others), reader.attempt(right, ones)
    if first is None or last is None:
        return None
    raise RefusedError("one_or_other", (first.date, last.date))


@rule
def edtf(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """2025-10-21 in the middle of words."""
    if not re.fullmatch(r"w?Dw?", kinds):
        return None
    text = next(token.text for token in tokens if token.kind == Kind.LITERAL)
    try:
        found = FuzzyDate.from_edtf(text.upper())
    except EdtfError as fault:
        if fault.key == "edtf_day":
            month = FuzzyDate.from_edtf(text[:7])
            assert month.latest  # noqa: S101
            meant = [FuzzyDate.from_edtf(month.latest.isoformat())]
            raise RefusedError("impossible_day", meant, date=month, day=int(text[8:10]), length=month.latest.day) from fault
        raise RefusedError("impossible") from fault
    assert found.start  # noqa: S101
    if found.start.year in OTHER_CALENDAR and found.start.precision in ("day", "month", "year"):
        _other_or_gregorian(reader, found.start.year, found.start.part, found.start.day)
    for token in tokens:
        if token.kind == Kind.WEEKDAY:
            _check_weekday(found.mark, _int(token))
    return Span(found.start, found.start, interval=False)


@rule
def a_date(reader: Reader, tokens: Tokens, kinds: str, lend: Partial | None) -> Span | None:
    """One date: a day, a month, a year, in figures or with the month in words, in one of three calendars."""
    typed = partial(reader, tokens)
    if typed is None:
        return None
    if typed.month is None and typed.year is None and typed.day is not None and (lend is None or lend.month is None):
        raise RefusedError("bare_number", number=typed.day)
    return resolve(reader, typed.lent(lend))


# One date.


def partial(reader: Reader, tokens: Tokens) -> Partial | None:
    """What the tokens type of one date; None where they are not one date. Raises RefusedError where figures have two readings."""
    tokens = _without_labels(tokens)
    kinds = kinds_of(tokens)
    if not tokens or not re.fullmatch(r"[nomwAdx]+", kinds):
        return None
    if any(kinds.count(kind) > most for kind, most in (("m", 1), ("w", 1), ("A", 1), ("d", 1), ("o", 1), ("n", 2), ("x", 1))):
        return None
    era = next((str(token.value) for token in tokens if token.kind == Kind.ERA), "")
    if era == "before":
        raise RefusedError("before_christ")
    weekday = next((_int(token) for token in tokens if token.kind == Kind.WEEKDAY), None)
    numbers = [token for token in tokens if token.kind in (Kind.NUMBER, Kind.ORDINAL)]
    if "d" in kinds:
        if numbers or "m" in kinds or "x" in kinds:
            return None
        figures = next(token.value for token in tokens if token.kind == Kind.NUMERIC)
        assert isinstance(figures, tuple)  # noqa: S101
        found = in_figures(reader, tuple(str(one) for one in figures), era)
        return found and replace(found, weekday=weekday)
    if "x" in kinds:
        return _from_dateparser(reader, tokens, kinds, weekday)
    if "m" not in kinds:
        if len(numbers) == 2 and len(numbers[0].text) <= 2 and len(numbers[1].text) == 4 and weekday is None:
            # The second side of "June 13–24, 2025": its month is on the other.
            return Partial(_int(numbers[1]), day=_int(numbers[0]), era=era)
        if len(numbers) != 1:
            return None
        number = numbers[0]
        if len(number.text) == 8 and number.text.isdigit() and not number.word:
            parts = int(number.text[:4]), int(number.text[4:6]), int(number.text[6:])
            usual = 1000 <= parts[0] <= 2999 and 1 <= parts[1] <= 12 and 1 <= parts[2] <= 31
            return Partial(*parts, "gregorian", weekday) if usual else None
        is_year = number.kind == Kind.NUMBER and not number.word and (len(number.text) == 4 or (bool(era) and _int(number) > 31))
        if is_year:
            return Partial(year=_int(number), era=era) if weekday is None else None
        if not 1 <= _int(number) <= 31 and len(number.text) != 2:
            raise RefusedError("bare_number", number=number.text)
        return Partial(day=_int(number), weekday=weekday, era=era)
    named = next(token.value for token in tokens if token.kind == Kind.MONTH)
    assert isinstance(named, tuple)  # noqa: S101
    calendar: Calendar = named[0]  # type: ignore[assignment]
    month = int(named[1])
    day: int | None = None
    year: int | None = None
    short = False
    for number in numbers:
        if number.kind == Kind.NUMBER and not number.word and len(number.text) >= 3 and year is None:
            year = _int(number)
        elif day is None and (number.kind == Kind.ORDINAL or number.word or len(number.text) <= 2):
            day = _int(number)
        elif year is None and number.kind == Kind.NUMBER and len(number.text) == 2 and calendar == "gregorian":
            year, short = 2000 + _int(number), True
        else:
            return None
    if short and year is not None and year > reader.anchor.year + 20:
        year -= 100
    order = tuple(
        ENGLISH[month - 1]
        if token.kind == Kind.MONTH
        else (f"{year:04}" if year is not None and _int(token) in (year, year % 100) and _int(token) != day else str(_int(token)))
        for token in tokens
        if token.kind in (Kind.MONTH, Kind.NUMBER, Kind.ORDINAL)
    )
    return Partial(year, month, day, calendar, weekday, era, order, short)


def _without_labels(tokens: Tokens) -> Tokens:
    """Without words that only say what follows: the year 2025, شهر أكتوبر, يوم 21, 21 من أكتوبر."""
    out: Tokens = []
    for at, token in enumerate(tokens):
        before = tokens[at - 1].kind if at else ""
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.kind == Kind.UNIT:
            if token.value == "year" and (
                (after and after.kind == Kind.NUMBER and len(after.text) >= 3) or (before == Kind.NUMBER and len(tokens[at - 1].text) >= 4)
            ):
                continue
            if token.value == "month" and ((after and after.kind in (Kind.MONTH, Kind.UNIT)) or before == Kind.MONTH):
                continue
            if (
                token.value == "day"
                and token.text not in _PLURALS
                and after
                and after.kind in (Kind.WEEKDAY, Kind.NUMBER, Kind.ORDINAL)
                and len(tokens) > 2
            ):
                continue
        if (
            token.kind == Kind.FROM
            and token.language == "ar"
            and before in ("n", "o", "m")
            and after
            and after.kind in (Kind.MONTH, Kind.NUMBER, Kind.UNIT)
        ):
            continue
        out.append(token)
    return out


def _from_dateparser(reader: Reader, tokens: Tokens, kinds: str, weekday: int | None) -> Partial | None:
    """A date with a word that our lists do not know but dateparser does: a spelling of a month."""
    if "n" not in kinds or "m" in kinds or len(tokens) > 4:
        return None
    text = " ".join(token.text for token in tokens if token.kind != Kind.WEEKDAY)
    if text not in reader.asked and len(reader.asked) >= 2:
        return None
    reader.asked.add(text)
    found = read_single(text, reader.languages)
    if found is None:
        return None
    year, month, day = found
    return Partial(year, month, day, "gregorian", weekday)


def in_figures(reader: Reader, figures: tuple[str, ...], era: str) -> Partial | None:
    """25/10/2025, 2025/10, 1404/07/29. Refused where it has two readings, both offered."""
    numbers = [int(one) for one in figures]
    if len(figures) == 2:
        return _two_figures(reader, figures, numbers, era)
    a, b, c = numbers
    if len(figures[0]) >= 3:
        orders = [(a, b, c)]
    elif len(figures[2]) >= 3:
        orders = [(c, b, a), (c, a, b)]
    else:
        orders = [(2000 + c, b, a), (2000 + c, a, b), (2000 + a, b, c)]
    found: dict[str, Partial] = {}
    for year, month, day in orders:
        names: tuple[Calendar, ...] = ("gregorian",)
        if era in ("jalali", "islamic"):
            names = (era,)  # type: ignore[assignment]
        elif era != "gregorian" and year in OTHER_CALENDAR:
            names = ("jalali",) if reader.persian_digits else ("jalali", "islamic", "gregorian")
        for name in names:
            typed = Partial(year, month, day, name, era=era)
            try:
                found.setdefault(_quiet(reader, typed).edtf, typed)
            except RefusedError:
                continue
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        raise RefusedError("two_readings", [FuzzyDate.from_edtf(one) for one in found])
    year, month, day = orders[0]
    if month > 12 and len(orders) > 1:
        year, month, day = orders[1]
    if era in ("", "gregorian") and 1 <= month <= 12 and 1 <= year <= 9999:
        return Partial(year, month, day, "gregorian", era=era)
    raise RefusedError("impossible")


def _two_figures(reader: Reader, figures: tuple[str, ...], numbers: list[int], era: str) -> Partial | None:
    first, last = numbers
    if len(figures[0]) == 4 or len(figures[1]) == 4:
        year, month = (first, last) if len(figures[0]) == 4 else (last, first)
        if not 1 <= month <= 12:
            raise RefusedError("impossible_month", month=month)
        if year in OTHER_CALENDAR and not era:
            _other_or_gregorian(reader, year, month, None)
        calendar: Calendar = era if era in ("jalali", "islamic") else "gregorian"  # type: ignore[assignment]
        return Partial(year, month, calendar=calendar, era=era)
    orders = [(month, day) for month, day in ((last, first), (first, last)) if 1 <= month <= 12 and 1 <= day <= 31]
    orders = list(dict.fromkeys(orders))
    if not orders:
        raise RefusedError("impossible")
    if len(orders) > 1:
        raise RefusedError("two_readings", [_quiet(reader, Partial(None, month, day, "gregorian")).date for month, day in orders])
    return Partial(None, *orders[0], "gregorian")


def _quiet(reader: Reader, typed: Partial) -> Span:
    """Resolved, without a word about how."""
    notes, assumed = len(reader.notes), len(reader.assumed)
    try:
        return resolve(reader, typed)
    finally:
        del reader.notes[notes:], reader.assumed[assumed:]


def _is_other(typed: Partial) -> bool:
    """Whether this may be of the Iranian or Islamic calendar."""
    if typed.calendar in ("jalali", "islamic") or typed.era in ("jalali", "islamic"):
        return True
    return typed.calendar is None and typed.era != "gregorian" and typed.year is not None and typed.year in OTHER_CALENDAR


def _calendar_of(reader: Reader, typed: Partial) -> Calendar:
    if typed.calendar in ("jalali", "islamic"):
        return typed.calendar
    if typed.era == "islamic":
        return "islamic"
    return "jalali"


def _other_or_gregorian(reader: Reader, year: int, month: int | None, day: int | None) -> None:
    """A year that three calendars have, and nothing that says which: all of them offered."""
    meant = []
    for calendar in ("jalali", "islamic", "gregorian"):
        try:
            meant.append(_quiet(reader, Partial(year, month, day, calendar, era=calendar)).date)
        except RefusedError:
            continue
    raise RefusedError("which_calendar", meant, year=year)


def resolve(reader: Reader, typed: Partial) -> Span:
    """The date that the parts say, the year assumed where there is none."""
    calendar = typed.calendar
    if typed.era in ("jalali", "islamic") and calendar in (None, "gregorian"):
        if calendar == "gregorian" and typed.order:
            raise RefusedError("wrong_calendar", year=typed.year)
        calendar = typed.era  # type: ignore[assignment]
    if calendar in ("jalali", "islamic"):
        return _elsewhere(reader, replace(typed, calendar=calendar))
    year, month, day = typed.year, typed.month, typed.day
    if month is None:
        if year is None or day is not None:
            raise RefusedError("bare_number", number=day)
        if year in OTHER_CALENDAR and typed.era != "gregorian":
            if reader.persian_digits and year > 1300:
                reader.assume("assumed_iranian")
                return _elsewhere(reader, replace(typed, calendar="jalali"))
            _other_or_gregorian(reader, year, None, None)
        return span.one(span.year_text(year))
    if not 1 <= month <= 12:
        raise RefusedError("impossible_month", month=month)
    if year is None:
        year = _year_of(reader, month, day)
    if day is None:
        return span.one(span.month_text(year, month))
    length = span.last_day(max(1, min(year, 9999)), month)
    text = span.month_text(year, month)
    if not 1 <= day <= length:
        meant = [FuzzyDate.from_edtf(f"{text}-{length:02}")] if day > length else []
        raise RefusedError("impossible_day", meant, date=FuzzyDate.from_edtf(text), day=day, length=length)
    if typed.order and typed.year is not None:
        read = read_single(" ".join(typed.order))
        if read is not None:
            year, month, day = read[0] or year, read[1], read[2] or day
    found = date(year, month, day)
    if typed.weekday is not None:
        _check_weekday(found, typed.weekday)
    if typed.short_year:
        reader.assume("assumed_century", year=year)
    return span.day(found)


def _year_of(reader: Reader, month: int, day: int | None) -> int:
    if day == 29 and month == 2:
        # The nearest year that has the day.
        leaps = [
            year for year in range(reader.anchor.year - 8, reader.anchor.year + 9) if 1 <= year <= 9999 and span.last_day(year, 2) == 29
        ]
        best = min(leaps, key=lambda year: abs((date(year, 2, 29) - reader.anchor).days))
        reader.assume("assumed_year", year=best, date=_anchor(reader))
        return best

    def bounds(year: int) -> tuple[date, date]:
        last = span.last_day(year, month)
        if day is None:
            return date(year, month, 1), date(year, month, last)
        exact = date(year, month, max(1, min(day, last)))
        return exact, exact

    return _nearest_year(reader, bounds)


def _elsewhere(reader: Reader, typed: Partial) -> Span:
    """A day, month or year of the Iranian or Islamic calendar as Gregorian days."""
    calendar, year, month, day = typed.calendar, typed.year, typed.month, typed.day
    assert calendar  # noqa: S101
    if year is None:
        near = calendars.from_gregorian(calendar, reader.anchor)
        if near is None or month is None:
            raise RefusedError("no_year")
        tries = []
        for candidate in (near[0] - 1, near[0], near[0] + 1):
            try:
                first = calendars.to_gregorian(calendar, candidate, month, day or 1)
                last = first if day else calendars.span(calendar, candidate, month)[1]
            except calendars.NoSuchDayError:
                continue
            tries.append((max((first - reader.anchor).days, (reader.anchor - last).days, 0), candidate))
        if not tries:
            raise RefusedError("impossible")
        year = min(tries)[1]
        reader.assume("assumed_year", year=year, date=_anchor(reader))
    if year not in OTHER_CALENDAR:
        raise RefusedError("wrong_calendar", year=year)
    try:
        if day is not None and month is not None:
            found = calendars.to_gregorian(calendar, year, month, day)
            if typed.weekday is not None:
                _check_weekday(found, typed.weekday)
            reader.note("note_jalali" if calendar == "jalali" else "note_islamic", calendar_date=(calendar, year, month, day))
            return span.day(found, "~" if calendar == "islamic" else "")
        first, last = calendars.span(calendar, year, month)
    except calendars.NoSuchDayError as fault:
        if fault.length:
            raise RefusedError(
                "impossible_day_elsewhere", calendar_date=(calendar, year, month, 0), day=day, length=fault.length
            ) from fault
        raise RefusedError("calendar_year", year=year) from fault
    return _other_span(reader, replace(typed, year=year), first, last)


def _months_elsewhere(reader: Reader, typed: Partial, first: int, last: int) -> Span:
    """A run of months of a year of another calendar."""
    assert typed.year  # noqa: S101
    try:
        return _other_span(reader, typed, *calendars.span(_calendar_of(reader, typed), typed.year, first, last))
    except calendars.NoSuchDayError as fault:
        raise RefusedError("calendar_year", year=typed.year) from fault


def _other_span(reader: Reader, typed: Partial, first: date, last: date) -> Span:
    calendar = _calendar_of(reader, typed)
    reader.note("note_jalali" if calendar == "jalali" else "note_islamic", calendar_date=(calendar, typed.year, typed.month or 0, 0))
    return span.days(first, last, "~" if calendar == "islamic" else "")
