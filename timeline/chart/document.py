"""A picture as a file: one drawing that brings its look, its title and its source with it, and a rasteriser that makes a PNG of it.

It must survive wherever it is put: styles are plain rules without variables, fonts are named down to the last resort, and the PNG is drawn
with fonts that come with the product (`fonts/`), so a server without any draws Arabic as well as a desk does.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from timeline.chart import svg
from timeline.chart.figure import FONT
from timeline.chart.text import width

if TYPE_CHECKING:
    from collections.abc import Callable

    from timeline.chart.plan import Picture
    from timeline.chart.svg import Cards, Links

Theme = Literal["light", "dark", "auto"]
FONTS = Path(__file__).parent / "fonts"
OWN_FONT = "Timeline Sans"
"""One font for both scripts: the rasteriser loses letters where a line takes them from two (fonts/OFL.txt says what it is made of)."""
MARGIN = 16
"""px around everything."""
ZOOMS = (2, 1.75, 1.5, 1.35, 1.2, 1.1, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)
"""How much a picture in a frame may be enlarged, largest letters first."""
TITLE, SUBTITLE, SOURCE = 18, 13, 11
"""px of the letters."""


@dataclass(frozen=True, slots=True)
class Colours:
    paper: str
    ink: str
    ink_2: str
    ink_3: str
    line: str
    line_2: str
    grid: str
    tie: str
    bar: float
    sides: dict[str, str]


LIGHT = Colours(
    "#FFFFFF", "#17191C", "#44484F", "#63676F", "#E1E1DC", "#8A8D93", "#EEEEEA", "#777B83", 0.3,
    {"us": "#3B78D8", "iraq": "#7F4F0B", "kurdistan-region": "#8E9226", "iran": "#0B5A4A", "israel": "#5B2A9F", "gulf": "#CC6B9B",
     "international": "#696C73", "other": "#A87868", "none": "#17191C"},
)  # fmt: skip
DARK = Colours(
    "#131519", "#EFF0F1", "#BFC3C9", "#989DA6", "#2C3036", "#6F757F", "#1F2227", "#8A9099", 0.38,
    {"us": "#4A82E4", "iraq": "#B9822C", "kurdistan-region": "#D5DC80", "iran": "#74D0BC", "israel": "#C3A0FB", "gulf": "#D1497B",
     "international": "#8D9097", "other": "#CC9084", "none": "#EFF0F1"},
)  # fmt: skip
"""The tokens of static/css/tokens.css, which a file cannot refer to; a test holds them equal."""

SHAPES = """
text{font-size:12px}.side-names text{font-size:13px;font-weight:600}
.side-names .z12{font-size:12px}.side-names .z11{font-size:11px}.side-names .z10{font-size:10px}
.bub .z11{font-size:11px}.bub .z10{font-size:10px}.bub .z9{font-size:9px}.bub .z8{font-size:8px}
.title{font-weight:600}.strong,.bub text,.head text{font-weight:600}
.axis text,.bub text{text-anchor:middle}.words .end{text-anchor:end}
.grid line,.axis line{shape-rendering:crispEdges}
.tie{stroke-width:1.25}.bub .tie{opacity:.6}.t1{stroke-width:1.5}.t2{stroke-width:1.75}.t3{stroke-width:2.25}.t4{stroke-width:3}
.disputed .tie{stroke-dasharray:2 3}.wh{stroke-width:1.5;opacity:.8}.wh.f1{opacity:.6}.wh.f2{opacity:.4}.wh.f3{opacity:.2}
use{stroke-width:1.5}.reported use,.disputed use{stroke-width:1.75;stroke-linejoin:round}.disputed use{stroke-dasharray:2.5 2}
.bub circle{stroke-width:2}.words text{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}
""".replace("\n", "")


def _paint(colours: Colours) -> str:
    """The rules that differ from theme to theme."""
    c = colours
    rules = [
        f"text{{fill:{c.ink}}}.paper,.head .ground{{fill:{c.paper}}}.axis text,.subtitle{{fill:{c.ink_2}}}.source{{fill:{c.ink_3}}}",
        f".grid line{{stroke:{c.grid}}}.grid .rule{{stroke:{c.line}}}.grid .floor,.axis line{{stroke:{c.line_2}}}.tie{{stroke:{c.tie}}}",
        f"use{{stroke:{c.paper}}}.words text{{stroke:{c.paper}}}.bub circle{{fill:{c.paper}}}.band rect{{fill:{c.ink};opacity:.06}}",
    ]
    for side, colour in c.sides.items():
        s = f".s-{side}"
        rules.append(f"rect{s},use{s},path{s}{{fill:{colour}}}line{s},circle{s}{{stroke:{colour}}}")
        rules.append(f".reported use{s},.disputed use{s}{{fill:{c.paper};stroke:{colour}}}")
    rules.append(f".under .bar{{opacity:{c.bar}}}" + "".join(f".under .f{k}{{opacity:{c.bar * (1 - k / 4):.3f}}}" for k in (1, 2, 3)))
    return "".join(rules)


def _styles(theme: Theme) -> str:
    if theme == "auto":
        return f"{SHAPES}{_paint(LIGHT)}@media (prefers-color-scheme:dark){{{_paint(DARK)}}}"
    return SHAPES + _paint(DARK if theme == "dark" else LIGHT)


@dataclass(frozen=True, slots=True)
class Words:
    """What a file says around its chart."""

    title: str
    subtitle: str
    source: str
    note: str = ""
    """What a reader who only hears the description should know besides."""


def _lines(text: str, size: float, room: float, *, bold: bool = False, most: int = 3) -> list[str]:
    """The text in lines no wider than `room`; the last is cut with an ellipsis where the text goes on."""
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}", size, bold=bold) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], svg.cut(" ".join(lines[most - 1 :]), room, size)]
    return lines


def document(
    picture: Picture,
    links: Links,
    cards: Cards,
    words: Words,
    theme: Theme = "light",
    *,
    frame: tuple[int, int] | None = None,
    own: bool = False,
) -> str:
    """The file. It is as wide as the picture and two margins, and as high as it must be; in a `frame` it is enlarged to the frame's width
    and takes all of its height. `own` names the fonts that come with the product, for `png`."""
    whole, heading, top, y = _around(picture, words)
    tall = max(y, whole * frame[1] / frame[0]) if frame else y
    shown = frame or (svg.n(whole), svg.n(tall))
    rtl = picture.rtl
    gutter = picture.style.gutter_rtl if rtl else picture.style.gutter
    names_x = MARGIN + (picture.width - gutter if rtl else 0)
    names = ""
    if not picture.style.head:
        names = f'<g class="side-names" transform="translate({svg.n(names_x)} {svg.n(top)})">{svg.names(picture)}</g>'
    place = f'x="{svg.n(MARGIN + picture.left)}" y="{svg.n(top)}" width="{svg.n(picture.plot)}" height="{svg.n(picture.height)}"'
    plot = f'<svg {place} overflow="visible">{svg.plot(picture, links, cards, svg.n, "x")}</svg>'
    source = _lines(words.source, SOURCE, whole - 2 * MARGIN, most=1)
    foot = [_text(one, "source", SOURCE, tall - MARGIN + 2, whole, picture) for one in source]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{shown[0]}" height="{shown[1]}" viewBox="0 0 {svg.n(whole)} {svg.n(tall)}"'
        f' role="img" aria-labelledby="t d" font-family="{escape(OWN_FONT if own else FONT)}">'
        f'<title id="t">{escape(words.title)}</title>'
        f'<desc id="d">{escape(" ".join(filter(None, (words.subtitle, words.note, words.source))))}</desc><style>{_styles(theme)}</style>'
        f'<rect class="paper" width="100%" height="100%"/>{"".join(heading)}{names}{plot}{"".join(foot)}</svg>'
    )


def _text(text: str, kind: str, size: float, y: float, whole: float, picture: Picture) -> str:
    """A line from the margin on the side where reading begins."""
    x, anchor = (whole - MARGIN, "end") if picture.rtl else (MARGIN, "start")
    place = f'x="{svg.n(x)}" y="{svg.n(y)}" text-anchor="{anchor}"'
    return f'<text class="{kind}" {place} style="font-size:{svg.n(size)}px">{svg.words(text, picture)}</text>'


def _around(picture: Picture, words: Words) -> tuple[float, list[str], float, float]:
    """The whole width, the heading's lines, where the chart begins, and the height that all of it takes."""
    whole = picture.width + 2 * MARGIN
    parts: list[str] = []
    y = float(MARGIN)
    for text, size, leading, kind in ((words.title, TITLE, 1.3, "title"), (words.subtitle, SUBTITLE, 1.4, "subtitle")):
        factor = leading * (1.15 if picture.rtl else 1)
        for line in _lines(text, size, whole - 2 * MARGIN, bold=kind == "title"):
            y += size * factor
            parts.append(_text(line, kind, size, y - size * 0.25, whole, picture))
    y += 12
    return whole, parts, y, y + picture.height + SOURCE + MARGIN


def height_of(picture: Picture, words: Words) -> float:
    """px that the file takes at least."""
    return _around(picture, words)[3]


def fitted(lay: Callable[[float], Picture], words: Words, frame: tuple[int, int]) -> Picture:
    """The picture with the largest letters whose file fits into the frame."""
    wide, tall = frame
    for zoom in ZOOMS:
        picture = lay(wide / zoom - 2 * MARGIN)
        if height_of(picture, words) <= tall / zoom:
            break
    return picture


def png(drawing: str) -> bytes:
    """The file as pixels, as many as it says it is wide and high."""
    from resvg_py import svg_to_bytes

    return bytes(
        svg_to_bytes(
            svg_string=drawing,
            skip_system_fonts=True,
            font_files=[str(one) for one in sorted(FONTS.glob("*.ttf"))],
            font_family=OWN_FONT,
            sans_serif_family=OWN_FONT,
        )
    )
