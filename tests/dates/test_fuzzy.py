"""A FuzzyDate: what an EDTF string means."""

import copy
import pickle
from datetime import date

import pytest

from timeline.dates import EdtfError, FuzzyDate


def fuzzy(text):
    return FuzzyDate.from_edtf(text)


@pytest.mark.parametrize(
    "text, earliest, latest, precision, mark",
    [
        ("2025-10-21", "2025-10-21", "2025-10-21", "day", "2025-10-21"),
        ("2025-10", "2025-10-01", "2025-10-31", "month", "2025-10-16"),
        ("2024-02", "2024-02-01", "2024-02-29", "month", "2024-02-15"),
        ("2025", "2025-01-01", "2025-12-31", "year", "2025-07-02"),
        ("2024-21", "2024-03-01", "2024-05-31", "season", "2024-04-15"),
        ("2024-24", "2024-12-01", "2025-02-28", "season", "2025-01-14"),
        ("2024-35", "2024-07-01", "2024-09-30", "quarter", "2024-08-15"),
        ("2024-40", "2024-01-01", "2024-06-30", "half", "2024-03-31"),
        ("202X", "2020-01-01", "2029-12-31", "decade", "2024-12-31"),
        ("19XX", "1900-01-01", "1999-12-31", "century", "1949-12-31"),
        ("2025-10-XX", "2025-10-01", "2025-10-31", "month", "2025-10-16"),
        ("2025-06-13/2025-06-24", "2025-06-13", "2025-06-24", "day", "2025-06-13"),
        ("2025-10-01~/2025-10-10~", "2025-10-01", "2025-10-10", "day", "2025-10-05"),
        ("2003/..", "2003-01-01", None, "year", "2003-01-01"),
        ("../2002", None, "2002-12-31", "year", "2002-12-31"),
    ],
)
def test_bounds_precision_and_mark(text, earliest, latest, precision, mark):
    one = fuzzy(text)
    assert (one.earliest and one.earliest.isoformat(), one.latest and one.latest.isoformat()) == (earliest, latest)
    assert (one.precision, one.mark.isoformat(), one.edtf) == (precision, mark, text)


@pytest.mark.parametrize(
    "text, position",
    [
        ("", 0),
        ("2025-13", 5),
        ("2025-02-30", 8),
        ("2025-1-1", 6),
        ("20x5", 2),
        ("0000", 0),
        ("2025-10-21T14:30", 10),
        ("2025-10-21~?", 11),
        ("2025/2024", 5),
        ("2025-06-24/2025-06-13", 11),
        ("2025/2026/2027", 9),
        ("/2003", 0),
        ("2003/", 5),
        ("..", 0),
        ("../..", 0),
        ("202X-05", 4),
        ("2025-XX-11", 8),
        ("2024-21-05", 7),
        ("2024-25", 5),
        ("٢٠٢٥", 0),
        ("2025 ", 4),
    ],
)
def test_what_is_no_edtf_is_refused_at_its_fault(text, position):
    with pytest.raises(EdtfError) as refused:
        fuzzy(text)
    assert refused.value.position == position


def test_doubt_is_kept_for_each_end():
    one = fuzzy("2005-11-21/2005-11-23?")
    assert one.start_exact
    assert not one.end_exact
    assert (one.approximate, one.uncertain, one.is_duration, one.is_fuzzy) == (False, True, True, False)


def test_early_in_a_month_is_a_point_in_time_not_a_duration():
    one = fuzzy("2025-10-01~/2025-10-10~")
    assert (one.is_interval, one.is_duration, one.is_fuzzy) == (True, False, True)


def test_it_does_not_change():
    one = fuzzy("2025")
    with pytest.raises(AttributeError):
        one.edtf = "2026"
    with pytest.raises(AttributeError):
        del one.earliest


def test_copies_are_the_same_date():
    one = fuzzy("2025-10~")
    assert pickle.loads(pickle.dumps(one)) is one  # noqa: S301
    assert copy.deepcopy(one) == one


def test_order_is_that_of_the_record():
    texts = ["../2002", "2003", "2003-07-02", "2003-07-02/2003-07-05", "2003-07-02/..", "2003-07-03"]
    # One mark for four of them; then what begins first, then what ends first, an open end last.
    assert [one.edtf for one in sorted(map(fuzzy, reversed(texts)))] == ["../2002", *texts[1:]]


def test_it_can_lie_in_a_range():
    one = fuzzy("2003-03-20/..")
    assert one.can_lie_in(date(2025, 1, 1), None)
    assert not one.can_lie_in(None, date(2003, 3, 19))
    assert fuzzy("2003").overlaps(fuzzy("2003-12-31/2004"))
    assert not fuzzy("2003").overlaps(fuzzy("2004/.."))
