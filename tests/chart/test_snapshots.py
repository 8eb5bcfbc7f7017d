"""Layouts of the cases that matter, as JSON to read and drawings to look at, beside this file.

A layout that differs from its snapshot fails and leaves `<name>-changed.json` and `.svg` next to it; `TIMELINE_SNAPSHOTS=write` accepts what is drawn now.
"""  # noqa: E501

import json
import os
from pathlib import Path

import pytest

from tests.chart.making import LANES, day, row
from timeline.chart import document, svg
from timeline.chart.layout import lay_out
from timeline.chart.plan import WIDE

FOLDER = Path(__file__).parent / "snapshots"
LINKS = svg.Links(event=lambda one: f"/events/{one.slug}/", window=lambda span: f"/?window={span}")
ALL = ("us", "iraq", "iran")

OCTOBER = [
    row("sanctions", "2025-10-09", ("us", "iraq"), "sanctions", prominence=2, label="US sanctions Iraqi companies"),
    row("ceasefire", "2025-10-10", ("us", "israel"), "agreement", label="Gaza ceasefire takes effect"),
    row("summit", "2025-10-13", ("us", "iraq"), "meeting", label="Al-Sudani at Sharm el-Sheikh"),
    row("speech", "2025-10-13", ("us", "iran"), "statement", label="Trump speaks to the Knesset"),
    row("envoy", "2025-10-19", ("us",), "appointment", prominence=2, label="Savaya named envoy to Iraq"),
    row("araghchi", "2025-10-20", ("iraq", "iran"), "meeting", label="Araghchi meets al-Araji"),
    row("press", "2025-10-20", ("iraq", "iran"), "statement", label="Joint press conference"),
    row("khamenei", "2025-10-20", ("us", "iran"), "statement", label="Khamenei rejects Trump’s claim"),
    row(
        "visit",
        "2025-10-20/2025-10-22",
        ("iraq", "kurdistan-region", "iran"),
        "visit",
        prominence=3,
        label="Al-Araji leads delegation to Tehran",
    ),
    row("pakpour", "2025-10-21", ("iraq", "iran"), "meeting", label="Pakpour warns of response"),
    row("pezeshkian", "2025-10-21", ("iraq", "iran"), "meeting", prominence=2, label="Pezeshkian receives al-Araji"),
    row("qaani", "2025-10-21?", ("iraq", "iran"), "visit", "reported", label="Qaani’s unannounced visit"),
    row("call", "2025-10-21", ("us", "iraq"), "call", prominence=3, label="Rubio phones al-Sudani on militias"),
    row("mousavi", "2025-10-22", ("iraq", "kurdistan-region", "iran"), "meeting", label="Mousavi urges the pact"),
    row("election", "2025-11-11", ("iraq",), "election", prominence=3, label="Iraqi parliamentary election"),
]
WAR = [
    row("war", "1980-09-22/1988-08-20", ("iraq", "iran"), "military", prominence=3, label="Iran–Iraq war"),
    row("envoy", "1983-12-19/1983-12-20", ("us", "iraq"), "visit", prominence=2, label="Rumsfeld in Baghdad"),
    row("arms", "1986-11", ("us", "iran"), "statement", prominence=2, label="Arms sales to Iran come out"),
    row("airliner", "1988-07-03", ("us", "iran"), "military", prominence=2, label="US cruiser shoots down airliner"),
]
CASES = {
    "october_2025": (OCTOBER, ("2025-10-07", "2025-11-13")),
    "war_over_years": (WAR, ("1979-01-01", "1989-12-31")),
    "fifty_events_on_a_day": ([row(f"e{n:02}", "2025-10-20", ALL[: n % 3 + 1]) for n in range(50)], ("2025-10-01", "2025-10-31")),
    "one_event": ([row("visit", "2025-10-20", ("iraq", "iran"), "visit", prominence=3)], ("2025-10-15", "2025-10-25")),
    "none": ([], ("2025-10-01", "2025-10-31")),
    "open_intervals": (
        [
            row("since", "2025-10-10/..", ("us",), "sanctions", label="Sanctions in force"),
            row("until", "../2025-10-20", ("iraq",), "military", label="Mission ends"),
            row("about", "2025-10-05~/2025-10-15~", ("iran",), "negotiation", label="Talks, roughly"),
        ],
        ("2025-10-01", "2025-10-31"),
    ),
    "all_uncertain": (
        [
            row("month", "2025-10", ("us", "iran"), "meeting", "reported"),
            row("day", "2025-10-12?", ("iraq",), "visit", "disputed"),
            row("year", "2025", ("iran",), "statement", "reported"),
        ],
        ("2025-09-15", "2025-11-15"),
    ),
}


def readable(picture):
    """The layout in px to a tenth, in the order in which a reader sees it."""

    def px(value):
        return round(value, 1)

    return {
        "size": [picture.width, px(picture.height)],
        "lanes": [
            f"{band.lane.name}: {px(band.top)} to {px(band.bottom)}, rows {band.rows}, events {band.count}" for band in picture.bands
        ],
        "events": {
            chord.row.slug: {
                "x": px(chord.x),
                "y": [px(mark.y) for mark in chord.marks],
                **(
                    {"span": f"{chord.span.kind} {px(chord.span.x0)} ({chord.span.start}) to {px(chord.span.x1)} ({chord.span.end})"}
                    if chord.span
                    else {}
                ),
                **({"carried in from": chord.carried} if chord.carried else {}),
            }
            for chord in picture.chords
        },
        "bubbles": [
            f"{bubble.total} at {px(bubble.x)}, {svg.edtf(bubble.first, bubble.last)}: "
            + ", ".join(f"{picture.bands[share.lane].lane.key} {share.count} (r {px(share.r)})" for share in bubble.shares)
            for bubble in picture.bubbles
        ],
        "labels": [f"{' / '.join(label.lines)} at {[px(side) for side in label.box]}" for label in picture.labels],
        "ticks": [f"{tick.text} at {px(tick.x)}" for tick in picture.ticks],
    }


@pytest.mark.parametrize("name", CASES)
def test_layout_is_as_it_was(name):
    rows, (first, last) = CASES[name]
    present = {lane for one in rows for lane in one.lanes}
    picture = lay_out(rows, [lane for lane in LANES if lane.key in present], (day(first), day(last)), WIDE, 760)
    now = json.dumps(readable(picture), indent=1, ensure_ascii=False) + "\n"
    said = document.Words(name.replace("_", " ").capitalize(), f"{first} to {last}", "Made for a test.")
    drawing = document.document(picture, LINKS, {}, said)
    kept, changed = FOLDER / f"{name}.json", FOLDER / f"{name}-changed.json"
    if os.environ.get("TIMELINE_SNAPSHOTS") == "write":
        FOLDER.mkdir(exist_ok=True)
        kept.write_text(now, encoding="utf-8")
        kept.with_suffix(".svg").write_text(drawing + "\n", encoding="utf-8")
    if kept.read_text(encoding="utf-8") != now:
        changed.write_text(now, encoding="utf-8")
        changed.with_suffix(".svg").write_text(drawing + "\n", encoding="utf-8")
    assert json.loads(now) == json.loads(kept.read_text(encoding="utf-8")), f"look at {changed.with_suffix('.svg')}"
