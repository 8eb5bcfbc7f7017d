"""The static drawing and the Plotly figure say the same picture; the file brings all it needs."""

import json
import re
from datetime import datetime
from xml.etree import ElementTree as ET

import plotly.graph_objects as go
import pytest
from hypothesis import given, settings

from tests.chart.making import LANES, day, records, row, styles, windows
from timeline.chart import document, figure, svg, symbols
from timeline.chart.layout import Density, Voice, lay_out
from timeline.chart.plan import BROAD_STRIP, INSIDE, STRIP, WIDE
from timeline.events.rows import Lane

LINKS = svg.Links(event=lambda one: f"/?event={one.slug}", window=lambda span: f"/?window={span}")
SVG = "{http://www.w3.org/2000/svg}"
OCTOBER = day("2025-10-01"), day("2025-10-31")
ROWS = [
    row("sanctions", "2025-10-09", ("us", "iraq"), "sanctions", prominence=3, label="US Treasury sanctions Iraqi companies"),
    row("visit", "2025-10-20/2025-10-22", ("iraq", "iran"), "visit", prominence=3, label="Al-Araji leads delegation to Tehran"),
    row("rumour", "2025-10-16~", ("iran",), "visit", "reported"),
    row("quarrel", "2025-10", ("us", "iran"), "statement", "disputed"),
    *[row(f"many{n:02}", "2025-10-28", ("iraq", "gulf") if n == 3 else ("iraq",)) for n in range(30)],
]


def plot(picture):
    """The plot as XML, places in px."""
    inner = svg.plot(picture, LINKS, {}, svg.n, "x")
    return ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{inner}</svg>')  # noqa: S314 (our own)


def drawn(picture):
    """(slug, x, y) of every mark of the drawing."""
    return sorted(
        (link.get("data-event"), round(float(use.get("x")), 1), round(float(use.get("y")), 1))
        for link in plot(picture).iter(f"{SVG}a")
        if link.get("data-event")
        for use in link.iter(f"{SVG}use")
    )


def place(picture, moment):
    """px of a moment, as Plotly works it out from the axis' range."""
    ends = [datetime.fromisoformat(one) for one in figure.figure(picture)["layout"]["xaxis"]["range"]]
    return (datetime.fromisoformat(moment) - ends[0]) / (ends[1] - ends[0]) * picture.plot


def charted(picture):
    """(slug, x, y) of every mark of the figure."""
    singles = {share.row.slug: bubble.x for bubble in picture.bubbles for share in bubble.shares if share.row}
    return sorted(
        (slug, round(place(picture, x), 1), round(y, 1))
        for trace in figure.figure(picture)["data"]
        if trace["name"] in ("confirmed", "reported", "disputed")
        for slug, x, y in zip(trace["customdata"], trace["x"], trace["y"], strict=True)
        if slug not in singles
    )


class TestTheTwoAgree:
    @settings(max_examples=25, deadline=None)
    @given(records(), windows(), styles)
    def test_every_mark_stands_at_the_same_place(self, rows, window, style):
        picture = lay_out(rows, LANES, window, style, 760)
        assert [one[0] for one in drawn(picture)] == [one[0] for one in charted(picture)]
        for one, other in zip(drawn(picture), charted(picture), strict=True):
            assert one[1:] == pytest.approx(other[1:], abs=0.11)

    @pytest.mark.parametrize("rtl", [False, True])
    def test_what_is_carried_in_has_the_same_arrowheads(self, rtl):
        rows = [row("before", "2025-09-20/2025-10-12", ("us", "iran")), row("late", "2025", ("iran",))]
        picture = lay_out(rows, LANES, (OCTOBER[0], OCTOBER[0] + 9), WIDE, 760, voice=Voice("ar" if rtl else "en", rtl))
        heads = [
            (float(box.get("x")), float(box.get("y")), box.find(f"{SVG}path").get("d"))
            for box in plot(picture).iter(f"{SVG}svg")
            if (path := box.find(f"{SVG}path")) is not None and "arrow" in path.get("class", "")
        ]
        trace = next(one for one in figure.figure(picture)["data"] if one["name"] == "carried")
        assert len(heads) == 3
        assert [one[0] for one in heads] == pytest.approx([place(picture, x) for x in trace["x"]], abs=0.1)
        assert [one[1] for one in heads] == trace["y"]
        assert [one[2] for one in heads] == [symbols.path(shape, symbols.ARROW) for shape in trace["marker"]["symbol"]]
        assert set(trace["marker"]["symbol"][:2]) == {"triangle-right" if rtl else "triangle-left"}
        go.Figure(figure.figure(picture))

    @pytest.mark.parametrize("rtl", [False, True])
    def test_bubbles_and_labels_too(self, rtl):
        picture = lay_out(ROWS, LANES, OCTOBER, WIDE, 760, voice=Voice("ar" if rtl else "en", rtl))
        circles = [one for link in plot(picture).iter(f"{SVG}a") if link.get("data-window") for one in link.iter(f"{SVG}circle")]
        trace = next(one for one in figure.figure(picture)["data"] if one["name"] == "bubble")
        assert [float(one.get("cx")) for one in circles] == pytest.approx([place(picture, x) for x in trace["x"]], abs=0.1)
        assert [float(one.get("r")) * 2 for one in circles] == pytest.approx(trace["marker"]["size"], abs=0.02)
        beside = [one for one in figure.figure(picture)["layout"]["annotations"] if one["xref"] == "x"]
        said, ticks = beside[: len(picture.labels)], beside[len(picture.labels) :]
        assert [place(picture, one["x"]) for one in ticks] == pytest.approx([tick.x for tick in picture.ticks], abs=0.1)
        assert [one["xshift"] for one in said] == [label.dx for label in picture.labels]
        assert [place(picture, one["x"]) for one in said] == pytest.approx([label.x for label in picture.labels], abs=0.1)


class TestTheFigure:
    @pytest.mark.parametrize("style", [WIDE, STRIP, INSIDE])
    @pytest.mark.parametrize("rtl", [False, True])
    def test_plotly_itself_finds_nothing_wrong(self, style, rtl):
        picture = lay_out(ROWS, LANES, OCTOBER, style, 760, voice=Voice("ar" if rtl else "en", rtl))
        data = json.loads(json.dumps(figure.data(picture, {})))
        go.Figure(data["figure"])  # raises where a name or a value is none of Plotly's

    def test_nothing_is_sent_anywhere(self):
        assert figure.CONFIG["showSendToCloud"] is False
        assert figure.CONFIG["displaylogo"] is False
        assert figure.CONFIG["plotlyServerURL"] == ""

    def test_no_text_is_markup(self):
        rows = [row("a", "2025-10-20", prominence=3, label='<b style="x">bold</b> <a href="/">go</a>')]
        said = json.dumps(figure.figure(lay_out(rows, LANES, OCTOBER, WIDE, 760)))
        assert not re.search(r"<(?!br>)", said)

    def test_every_colour_has_a_token_for_the_other_theme(self):
        said = json.dumps(figure.figure(lay_out(ROWS, LANES, OCTOBER, WIDE, 760)))
        assert set(re.findall(r"#[0-9A-F]{6}", said)) <= figure.PALETTE.keys()


class TestTheDrawing:
    def test_each_event_is_a_link_that_says_what_it_is(self):
        picture = lay_out(ROWS, LANES, OCTOBER, WIDE, 760)
        html = svg.inline(picture, LINKS, {"visit": ("20–22 Oct 2025",)}, prefix="a", label="Events", size="only")
        assert 'href="/?event=visit" data-event="visit" aria-label="Title of visit, 20–22 Oct 2025"' in html

    def test_nothing_of_the_record_is_markup(self):
        rows = [row("a", "2025-10-20", prominence=3, label='"><script>alert(1)</script>')]
        html = svg.inline(lay_out(rows, LANES, OCTOBER, WIDE, 760), LINKS, {}, prefix="a", label='"<i>', size="only")
        assert "<script" not in html
        assert "<i>" not in html

    def test_it_holds_no_style_that_the_policy_forbids(self):
        html = svg.inline(lay_out(ROWS, LANES, OCTOBER, WIDE, 760), LINKS, {}, prefix="a", label="x", size="only")
        assert not re.search(r"\sstyle=|<style|\son\w+=", html)

    def test_the_chosen_one_has_a_band_over_its_dates(self):
        picture = lay_out(ROWS, LANES, OCTOBER, WIDE, 760, selected="visit")
        html = svg.inline(picture, LINKS, {}, prefix="a", label="x", size="only")
        assert '<g class="band on" data-of="visit">' in html
        assert 'class="ev-m confirmed on"' in html


class TestNames:
    @pytest.mark.parametrize("style", [WIDE, BROAD_STRIP])
    def test_a_name_is_broken_before_it_is_cut_and_then_told_whole(self, style):
        names = (
            "Council of Representatives of Iraq",
            "Iraqi Counter-Terrorism Service",
            "A name that goes on and on, one line after another, and ends in no gutter",
        )
        lanes = [Lane(name, name, name) for name in names]
        picture = lay_out([row("a", "2025-10-20", names)], lanes, OCTOBER, style, 360)
        drawn = ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{svg.names(picture)}</svg>')  # noqa: S314 (our own)
        said = ["".join(text.text for text in group.iter(f"{SVG}text")).replace(" ", "") for group in drawn.iter(f"{SVG}g")]
        assert said[:2] == [name.replace(" ", "") for name in names[:2]]
        assert said[2].endswith("…")
        assert [title.text for title in drawn.iter(f"{SVG}title")] == [names[2]]


class TestTheFile:
    words = document.Words("Events of <October>", "33 events, October 2025.", "Source: the record.")

    def file(self, style=WIDE, width=760, theme="light", **options):
        density = Density(OCTOBER[0], OCTOBER[1], (1,)) if style.overview else None
        return document.document(lay_out(ROWS, LANES, OCTOBER, style, width, density=density), LINKS, {}, self.words, theme, **options)

    @pytest.mark.parametrize("style", [WIDE, INSIDE])
    @pytest.mark.parametrize("theme", ["light", "dark", "auto"])
    def test_is_one_well_formed_drawing_with_title_description_and_source(self, style, theme):
        root = ET.fromstring(self.file(style, theme=theme))  # noqa: S314 (our own)
        assert root.find(f"{SVG}title").text == "Events of <October>"
        assert "33 events" in root.find(f"{SVG}desc").text
        assert [one.text for one in root.iter(f"{SVG}text") if one.get("class") == "source"] == ["Source: the record."]

    def test_refers_to_nothing_outside_but_events(self):
        said = self.file()
        assert "var(--" not in said
        assert set(re.findall(r'(?:href|src)="([^"#]*)', said)) - {""} <= {f"/?event={one.slug}" for one in ROWS} | set(
            re.findall(r'"(/\?window=[^"]*)"', said)
        )

    def test_colours_are_those_of_the_tokens(self):
        from pathlib import Path

        css = (Path(__file__).parents[2] / "static/css/tokens.css").read_text()
        light, dark = css.split("[data-theme=dark]{")[0], css.split("[data-theme=dark]{")[1].split("}")[0]
        for block, colours in ((light, document.LIGHT), (dark, document.DARK)):
            for side, colour in colours.sides.items():
                assert f"--side-{figure.TOKENS.get(side, side)}:{colour}" in block
            for token, colour in (("paper", colours.paper), ("ink", colours.ink), ("line", colours.line), ("tie", colours.tie)):
                assert f"--{token}:{colour}" in block
        assert {side: colour for side, colour in document.LIGHT.sides.items() if side != "none"} == figure.SIDES

    def test_a_png_is_as_large_as_asked(self):
        picture = lay_out(ROWS, LANES, OCTOBER, WIDE, 760, voice=Voice("ar", rtl=True))
        png = document.png(document.document(picture, LINKS, {}, self.words, frame=(600, 630), own=True))
        assert png[:8] == b"\x89PNG\r\n\x1a\n"
        assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (600, 630)

    def test_its_font_has_every_letter_of_the_languages(self):
        for font in sorted(document.FONTS.glob("*.ttf")):
            letters = _letters(font.read_bytes())
            wanted = "AZaz09éİ–…“’·؟،٪ابپتثجچحخدذرزژسشصضطظعغفقکكگلمنوهیيىئآأإةءؤڕڵۆێە٠٩۰۹"
            assert not [one for one in wanted if ord(one) not in letters], font.name


def _letters(font):
    """The code points of a TrueType font, read from its `cmap` (format 4 or 12)."""
    tables = int.from_bytes(font[4:6])
    at = {font[12 + 16 * n : 16 + 16 * n]: int.from_bytes(font[20 + 16 * n : 24 + 16 * n]) for n in range(tables)}[b"cmap"]
    found = set()
    for n in range(int.from_bytes(font[at + 2 : at + 4])):
        sub = at + int.from_bytes(font[at + 8 + 8 * n : at + 12 + 8 * n])
        if int.from_bytes(font[sub : sub + 2]) == 4:
            count = int.from_bytes(font[sub + 6 : sub + 8]) // 2
            ends = [int.from_bytes(font[sub + 14 + 2 * k : sub + 16 + 2 * k]) for k in range(count)]
            starts = [int.from_bytes(font[sub + 16 + 2 * (count + k) : sub + 18 + 2 * (count + k)]) for k in range(count)]
            found |= {one for start, end in zip(starts, ends, strict=True) for one in range(start, end + 1)}
    return found
