"""Rows and lanes for the chart's tests, made by hand or by hypothesis."""

from datetime import date

from hypothesis import strategies as st

from timeline.chart.plan import INSIDE, STRIP, WIDE
from timeline.chart.symbols import KINDS
from timeline.dates import FuzzyDate
from timeline.events.rows import ChartRow, Lane

SIDES = ("us", "iraq", "kurdistan-region", "iran", "israel", "gulf")
LANES = [Lane(side, name, short, side) for side, name, short in (
    ("us", "United States", "US"), ("iraq", "Iraq", "Iraq"), ("kurdistan-region", "Kurdistan Region", "KRI"),
    ("iran", "Iran", "Iran"), ("israel", "Israel", "Israel"), ("gulf", "Gulf", "Gulf"),
)]  # fmt: skip


def row(slug, when, lanes=("iraq",), kind="meeting", confidence="confirmed", prominence=1, label=""):
    return ChartRow(
        slug, f"Title of {slug}", label or f"Label of {slug}", kind, confidence, prominence, FuzzyDate.from_edtf(when), tuple(lanes)
    )


def day(text):
    return date.fromisoformat(text).toordinal()


FIRST = day("2024-01-01")
days = st.integers(FIRST, FIRST + 800).map(date.fromordinal)


@st.composite
def dates(draw):
    """Mostly days; now and then a month, a year, an interval, an open end, a doubt."""
    one = draw(days)
    form = draw(st.sampled_from(["day"] * 8 + ["month", "year", "span", "span", "open end", "open start", "doubt", "rough span"]))
    other = date.fromordinal(one.toordinal() + draw(st.integers(1, 90)))
    return {
        "day": f"{one}",
        "month": f"{one:%Y-%m}",
        "year": f"{one:%Y}",
        "span": f"{one}/{other}",
        "open end": f"{one}/..",
        "open start": f"../{one}",
        "doubt": f"{one:%Y-%m}~",
        "rough span": f"{one}~/{other}~",
    }[form]


LABELS = ["Talks", "Rubio phones al-Sudani on militias", "Al-Araji leads delegation to Tehran", "الأعرجي يترأس وفداً إلى طهران"]


@st.composite
def records(draw):
    """Up to 40 events, in the order of the record."""
    found = [
        row(
            f"e{n}",
            draw(dates()),
            draw(st.lists(st.sampled_from(SIDES), min_size=1, max_size=4, unique=True)),
            draw(st.sampled_from(sorted(KINDS))),
            draw(st.sampled_from(["confirmed", "confirmed", "reported", "disputed"])),
            draw(st.integers(1, 3)),
            draw(st.sampled_from(LABELS)),
        )
        for n in range(draw(st.integers(0, 40)))
    ]
    return sorted(found, key=lambda one: (one.date.mark, one.slug))


@st.composite
def windows(draw):
    """From a day to some years."""
    length = draw(st.sampled_from([0, 1, 6, 13, 30, 60, 120, 365, 800, 3000]))
    first = FIRST + draw(st.integers(-200, 800 - min(length, 700)))
    return first, first + length


styles = st.sampled_from([WIDE, WIDE, STRIP, INSIDE])
