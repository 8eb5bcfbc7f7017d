"""Dates in words, in four languages, and what stands beside them."""

# ruff: noqa: E501 (a date and what it is called are one row)

from datetime import date

import pytest

from timeline.dates import FuzzyDate, beside, machine, parse, precision_words, show, tick_label
from timeline.dates.messages import say


def fuzzy(text):
    return FuzzyDate.from_edtf(text)


@pytest.mark.parametrize(
    "text, en, short, ar, fa, ckb",
    [
        ("2025-10-21", "21 October 2025", "21 Oct 2025", "21 تشرين الأول 2025", "۲۱ اکتبر ۲۰۲۵", "٢١ی تشرینی یەکەمی ٢٠٢٥"),
        ("2025-10-20/2025-10-22", "20–22 October 2025", "20–22 Oct 2025", "20 إلى 22 تشرين الأول 2025", "۲۰ تا ۲۲ اکتبر ۲۰۲۵", "٢٠ تا ٢٢ی تشرینی یەکەمی ٢٠٢٥"),
        ("2007-06~", "about June 2007", "c. June 2007", "نحو حزيران 2007", "حدود ژوئن ۲۰۰۷", "نزیکەی حوزەیرانی ٢٠٠٧"),
        ("2023-01~/2023-04~", "early 2023", "early 2023", "أوائل 2023", "اوایل ۲۰۲۳", "سەرەتای ٢٠٢٣"),
        ("../2002", "before 2003", "before 2003", "قبل 2003", "پیش از ۲۰۰۳", "پێش ٢٠٠٣"),
        ("2023-03/..", "since March 2023", "since Mar 2023", "منذ آذار 2023", "از مارس ۲۰۲۳", "لە ئازاری ٢٠٢٣ەوە"),
        ("202X", "the 2020s", "the 2020s", "عقد 2020", "دههٔ ۲۰۲۰", "دەیەی ٢٠٢٠"),
    ],
)  # fmt: skip
def test_it_is_said_in_four_languages(text, en, short, ar, fa, ckb):
    one = fuzzy(text)
    assert [show(one, "en"), show(one, "en", "short"), show(one, "ar"), show(one, "fa"), show(one, "ckb")] == [en, short, ar, fa, ckb]


def test_the_other_calendar_stands_beside_where_readers_use_it():
    day = fuzzy("2025-10-21")
    assert [beside(day, language) for language in ("en", "fa", "ar", "ckb")] == [None, "۲۹ مهر ۱۴۰۴", "29 ربيع الآخر 1447 هـ", None]
    assert beside(fuzzy("2025-10"), "fa") == "مهر تا آبان ۱۴۰۴"
    assert beside(fuzzy("1600-01-01"), "ar") is None


@pytest.mark.parametrize(
    "text, stamp", [("2025-10-21", "2025-10-21"), ("2025-10", "2025-10"), ("2025", "2025"), ("2025-10~", None), ("2025/2026", None), ("202X", None), ("2024-21", None)]
)  # fmt: skip
def test_a_machine_reads_no_more_than_is_known(text, stamp):
    assert machine(fuzzy(text)) == stamp


def test_precision_is_said():
    assert precision_words(fuzzy("2014-10~")) == "known to the month, approximate"
    assert precision_words(fuzzy("2003/..")) == "known to the year, end not known or still going on"


def test_ticks_are_short():
    day = date(2025, 10, 21)
    assert [tick_label(day, unit) for unit in ("day", "month", "year")] == ["21 Oct", "Oct", "2025"]
    assert tick_label(day, "month", "fa", year=True) == "اکتبر ۲۰۲۵"


class TestReadings:
    ANCHOR = date(2025, 10, 22)

    def test_how_it_was_computed_is_said_in_the_language_of_the_page(self):
        said = {
            language: parse("twenty days before 11 November 2025", self.ANCHOR, display=language).explanation
            for language in ("en", "ar", "fa", "ckb")
        }
        assert said["en"] == "22 October 2025 (20 days before 11 November 2025)"
        assert "20 يومًا" in said["ar"]
        assert "۲۰ روز پیش از ۱۱ نوامبر ۲۰۲۵" in said["fa"]
        assert "٢٠ ڕۆژ پێش" in said["ckb"]

    def test_an_assumed_year_is_said(self):
        assert parse("11 November", self.ANCHOR).assumed == ("No year was typed: 2025 is the nearest to 22 October 2025.",)

    def test_both_readings_are_offered(self):
        reading = parse("10/11/2025", self.ANCHOR)
        assert [(one.date.edtf, one.text) for one in reading.alternatives] == [
            ("2025-11-10", "10 November 2025"),
            ("2025-10-11", "11 October 2025"),
        ]
        assert reading.suggestion == "Type “10 November 2025” or “11 October 2025”."

    @pytest.mark.parametrize(
        "text, error, suggestion",
        [
            ("", "No date was typed.", "Type a date such as"),
            ("31 February 2025", "February 2025 has 28 days; there is no day 31 in it.", "28 February 2025"),
            ("24–13 June 2025", "The end comes before the start.", "13–24 June 2025"),
            ("21 October 2025 22 October 2025", "There are two dates and no word between them that makes a range.", "21–22 October 2025"),
            ("Monday 21 October 2025", "21 October 2025 is a Tuesday, not a Monday.", "20 October 2025"),
            ("Iran 2015", "No date can be read in “Iran 2015”.", "2015"),
            ("1404", "The year 1404 can be Iranian, Islamic or Gregorian.", "1404 CE"),
            ("500 BCE", "Years before 1 are not kept.", ""),
        ],
    )
    def test_a_refusal_says_why_and_what_to_type(self, text, error, suggestion):
        reading = parse(text, self.ANCHOR)
        assert reading.error == error
        assert suggestion in (reading.suggestion or "")

    @pytest.mark.parametrize(
        "text",
        [
            "twenty days before the election",
            "two weeks after the snap vote in Iraq",
            "shortly after Soleimani's death",
            "قبل عشرين يوما من الانتخابات",
            "بیست روز پیش از انتخابات",
            "بیست ڕۆژ پێش هەڵبژاردن",
        ],
    )
    def test_whoever_counts_from_words_is_asked_for_their_day(self, text):
        reading = parse(text, self.ANCHOR)
        assert reading.date is None
        assert reading.error == (
            f"“{text}” counts from something whose day is not known here. Type that day, as in “twenty days before 11 November 2025”."
        )
        assert not reading.alternatives, "not the day so long before today"

    @pytest.mark.parametrize(
        "example, language",
        [
            ("twenty days before 11 November 2025", "en"),
            ("قبل 20 يومًا من 11 تشرين الثاني 2025", "ar"),
            ("۲۰ روز پیش از ۱۱ نوامبر ۲۰۲۵", "fa"),
            ("20 ڕۆژ پێش 11ی تشرینی دووەمی 2025", "ckb"),
        ],
    )
    def test_the_example_is_a_date(self, example, language):
        assert example in say("counts_from", language, text="")
        assert parse(example, self.ANCHOR).date.edtf == "2025-10-22"

    def test_a_day_behind_the_words_is_still_found(self):
        assert parse("two days before the visit on 15 May 2025", self.ANCHOR).alternatives

    def test_languages_limit_what_is_understood(self):
        assert parse("دیروز", self.ANCHOR, languages=["fa"]).date
        assert parse("دیروز", self.ANCHOR, languages=["en"]).date is None
