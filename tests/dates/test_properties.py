"""What holds for every text and every date."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.conftest import DATASET
from timeline.dates import EdtfError, FuzzyDate, parse, show
from timeline.dates.tokens import MODULES

LANGUAGES = ("en", "ar", "fa", "ckb")
ANCHOR = date(2025, 10, 22)
WORDS = sorted({word for module in MODULES.values() for group in module.WORDS.values() for word in group})
FIGURES = (
    "-",
    "–",
    "/",
    "(",
    ")",
    "?",
    "~",
    "..",
    "1",
    "21",
    "31",
    "1404",
    "2025",
    "10/11/2025",
    "1980s",
    "2025-10-21",
    "Q3",
    "٢١",
    "۱۴۰۴",
    "x",
)

often = settings(max_examples=100, deadline=None)
days = st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31))
sentences = st.lists(st.sampled_from(WORDS) | st.sampled_from(FIGURES), min_size=1, max_size=14).map(" ".join)


@st.composite
def points(draw):
    day = draw(st.dates(min_value=date(100, 1, 1), max_value=date(9990, 1, 1)))
    year, month = f"{day.year:04}", f"{day.month:02}"
    code = draw(st.sampled_from([21, 22, 23, 24, 33, 34, 35, 36, 40, 41]))
    forms = [day.isoformat()] * 3 + [f"{year}-{month}"] * 2 + [year, f"{year}-{code}", f"{year[:3]}X", f"{year[:2]}XX"]
    forms += [f"{year}-{month}-XX", f"{year}-XX", f"{year}-XX-XX"]
    return draw(st.sampled_from(forms)) + draw(st.sampled_from(["", "", "~", "?", "%"]))


@st.composite
def edtf(draw):
    one = draw(points())
    return draw(st.sampled_from([one, one, f"../{one}", f"{one}/..", f"{one}/{draw(points())}"]))


def dates(text):
    try:
        return FuzzyDate.from_edtf(text)
    except EdtfError:
        assume(False)


def sound(reading):
    if reading.date is None:
        assert reading.error
        assert not reading.explanation
        return
    found = reading.date
    assert reading.error is None
    assert reading.explanation
    assert FuzzyDate.from_edtf(found.edtf) is found
    if found.earliest and found.latest:
        assert found.earliest <= found.mark <= found.latest


@often
@given(st.text(max_size=250), days, st.sampled_from(LANGUAGES))
def test_any_string_ends_in_a_reading_or_a_clean_error(text, anchor, language):
    sound(parse(text, anchor, display=language))


@often
@given(sentences, days, st.sampled_from(LANGUAGES))
def test_any_words_of_ours_end_in_a_reading_or_a_clean_error(text, anchor, language):
    sound(parse(text, anchor, display=language))


@often
@given(st.text(alphabet="0123456789/-.~?%X", max_size=24))
def test_any_figures_end_in_a_date_or_the_place_of_the_fault(text):
    fault = None
    try:
        found = FuzzyDate.from_edtf(text)
    except EdtfError as refused:
        fault = refused
    if fault is None:
        assert found.edtf == text
    else:
        assert 0 <= fault.position <= len(text)
        assert all(fault.say(language) for language in LANGUAGES)


@often
@given(edtf(), st.sampled_from(LANGUAGES), st.sampled_from(["full", "short"]), days)
def test_a_shown_date_read_again_is_the_same_date(text, language, style, anchor):
    value = dates(text)
    shown = show(value, language, style)
    reading = parse(shown, anchor)
    assert reading.date == value, (shown, reading)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("style", ["full", "short"])
def test_every_date_of_the_dataset_shown_and_read_again_is_the_same(language, style):
    data = json.loads(DATASET.read_text(encoding="utf-8"))
    found = {one["date"] for one in data["events"]} | {one["published_on"] for one in data["sources"]}
    found |= {role[end] for one in data["actors"] for role in one["roles"] for end in ("from", "to")}
    for text in found - {None}:
        value = FuzzyDate.from_edtf(text)
        assert parse(show(value, language, style), ANCHOR).date == value, text


@often
@given(st.sampled_from(["yesterday", "two days ago", "this week", "11 November", "recently"]), days, st.integers(-14 * 60, 14 * 60))
def test_the_zone_of_the_anchor_never_matters(text, day, minutes):
    zone = timezone(timedelta(minutes=minutes))
    plain = parse(text, day)
    assert parse(text, datetime(day.year, day.month, day.day, 23, 59, tzinfo=zone)) == plain
    assert parse(text, datetime(day.year, day.month, day.day, tzinfo=UTC)) == plain


@often
@given(edtf(), edtf())
def test_dates_have_one_order_and_overlap_both_ways(one, other):
    one, other = dates(one), dates(other)
    assert (one < other) + (other < one) + (one == other) == 1
    assert one.overlaps(other) == other.overlaps(one)
    assert one.overlaps(one)
