"""A picture as a static drawing: what arrives first on every page, and the file `/chart.svg`.

In a page it is two drawings beside each other, the lanes' names and the plot; places along time are shares of the plot's width, so that it
fits any width without a script while symbols and letters keep their size. Its look comes from static/css/chart.css. As a file it is one
drawing of a fixed size that brings its look with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from timeline.chart import symbols
from timeline.chart.scale import edtf
from timeline.chart.text import isolated, width
from timeline.dates.display import digits

if TYPE_CHECKING:
    from timeline.chart.plan import Band, Bubble, Chord, Label, Picture, Span
    from timeline.chart.scale import Tick
    from timeline.events.rows import ChartRow

Place = Callable[[float], str]
Cards = Mapping[str, tuple[str, ...]]
"""By an event's slug: what its card says under the title, the date first."""
FADES = 3
"""Steps in which an end that is not exact fades out: a gradient that Plotly can draw too."""
FADE = 22.0
COUNT, LEAST_COUNT = 12, 8
"""px of the letters of a bubble's count, at most and at least."""
LEADING = 1.19
"""Of a lane's name: from line to line, in sizes of its letters."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where marks lead: `event` makes an event's address from its row, `window` that of a stretch of time from its EDTF."""

    event: Callable[[ChartRow], str]
    window: Callable[[str], str]


def n(value: float) -> str:
    """A number without needless digits."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def words(text: str, picture: Picture) -> str:
    """A text in its own direction, whatever stands in it, safe to stand in markup."""
    return escape(isolated(text, rtl=picture.rtl))


def inline(picture: Picture, links: Links, cards: Cards, *, prefix: str, label: str, size: str) -> str:
    """The drawing as a part of a page. `prefix` keeps its ids apart from those of another drawing; `label` names it to a screen reader;
    `size` is the class by which the style sheet knows when to show it."""

    def place(x: float) -> str:
        return f"{n(x * 100 / picture.plot)}%"

    height = n(picture.height)
    style = picture.style.name
    gutter = "" if picture.style.head else f'<svg class="side-names" height="{height}" aria-hidden="true">{names(picture)}</svg>'
    drawn = plot(picture, links, cards, place, prefix)
    chosen = " chosen" if any(_state(chord.row.slug, picture) for chord in picture.chords) else ""
    return (
        f'<div class="score {style} {size}{chosen}" data-first="{picture.first}" data-last="{picture.last}" data-width="{n(picture.width)}"'
        f' data-plot="{n(picture.plot)}" data-floor="{n(picture.floor)}">{gutter}'
        f'<svg class="plot" height="{height}" role="group" aria-label="{escape(label)}">{drawn}</svg></div>'
    )


def plot(picture: Picture, links: Links, cards: Cards, place: Place, prefix: str) -> str:
    """What stands between the lanes' names and the edge, from the grid to the overview."""
    parts = [_defs(picture, prefix), _grid(picture, place), _band(picture, place)]
    parts += [f'<g class="under">{"".join(_under(one, picture, place) for one in picture.chords)}</g>']
    parts += [_bubble(one, picture, links, place, prefix) for one in picture.bubbles]
    parts += [_marks(one, picture, links, cards, place, prefix) for one in picture.chords]
    if picture.style.head:
        # Over the ties, which would strike the names through.
        parts.append(_heads(picture, place))
    parts += [f'<g class="words">{"".join(_label(one, picture, place) for one in picture.labels)}</g>']
    parts += [_axis(picture, place), _overview(picture, place)]
    return "".join(parts)


# ---- lanes, grid, axis ----


def side_class(side: str | None) -> str:
    return f"s-{side}" if side else "s-none"


def names(picture: Picture) -> str:
    """The lanes' names in the gutter, with the colour of each."""
    rtl = picture.rtl
    gutter = picture.style.gutter_rtl if rtl else picture.style.gutter
    thin = picture.style.lane < 40
    parts = []
    for band in picture.bands:
        bar = 6 if rtl else gutter - 8
        inset = 4 if thin else 7
        parts.append(
            f'<rect class="bar {side_class(band.lane.side)}" x="{bar - (0 if not thin else 1)}" y="{n(band.top + inset)}" width="3"'
            f' height="{n(band.bottom - band.top - 2 * inset)}"/>'
        )
        x, anchor = (17, "start") if rtl else (gutter - 17, "end")
        lines, size = name_lines(band, gutter - 20, short=thin)
        whole = "".join(lines).replace(" ", "") == band.lane.name.replace(" ", "")
        parts.append("<g>" if whole else f"<g><title>{escape(band.lane.name)}</title>")
        for k, line in enumerate(lines):
            y = band.centre + (k - (len(lines) - 1) / 2) * size * LEADING
            parts.append(
                f'<text class="z{size}" x="{x}" y="{n(y)}" dy=".35em" text-anchor="{anchor}">{words(line, picture)}</text>',
            )
        parts.append("</g>")
    return "".join(parts)


def name_lines(band: Band, room: float, *, short: bool) -> tuple[list[str], int]:
    """The lane's name in lines, and the size of its letters: the largest at which the whole name fits, cut only where none does."""
    name = band.lane.short if short and band.lane.short else band.lane.name
    pieces = _pieces(name)
    lines: list[str] = []
    most = 1
    for size in (12, 11, 10) if short else (13, 12, 11, 10):
        most = max(1, int((band.bottom - band.top - (1 if short else 4)) / (size * LEADING)))
        lines = []
        for piece in pieces:
            if lines and width(lines[-1] + piece.rstrip(), size, bold=True) <= room:
                lines[-1] += piece
            else:
                lines.append(piece)
        lines = [line.strip() for line in lines]
        if len(lines) <= most and all(width(line, size, bold=True) <= room for line in lines):
            return lines, size
    if len(lines) > most:
        rest = "".join(pieces)
        for line in lines[: most - 1]:
            rest = rest.removeprefix(line).lstrip()
        lines = [*lines[: most - 1], rest]
    return [cut(line, room, 10) for line in lines], 10


def _pieces(name: str) -> list[str]:
    """Where a name may be broken: after its spaces, and after hyphens and dashes between letters."""
    return re.findall(r"[^\s‐–-]+[‐–-]?\s*|\S\s*", name)


def cut(text: str, room: float, size: float) -> str:
    if width(text, size, bold=True) <= room:
        return text
    while text and width(f"{text}…", size, bold=True) > room:
        text = text[:-1].rstrip()
    return f"{text}…"


def _heads(picture: Picture, place: Place) -> str:
    """The lanes' names inside the plot, for narrow drawings."""
    parts = []
    x = place(picture.plot if picture.rtl else 0.0)
    for band in picture.bands:
        wide = width(band.lane.name, 12, bold=True)
        shift, anchor = (-1, "end") if picture.rtl else (1, "start")
        parts.append(
            f'<svg x="{x}" y="{n(band.top)}" class="head" overflow="visible">'
            f'<rect class="ground" x="{n(-wide - 14 if picture.rtl else 0)}" y="3" width="{n(wide + 14)}" height="16"/>'
            f'<rect class="bar {side_class(band.lane.side)}" x="{-3 if picture.rtl else 0}" y="5" width="3" height="12"/>'
            f'<text x="{9 * shift}" y="11" dy=".35em" text-anchor="{anchor}">{words(band.lane.name, picture)}</text></svg>'
        )
    return "".join(parts)


def _grid(picture: Picture, place: Place) -> str:
    lines = [
        f'<line x1="{place(one.x)}" x2="{place(one.x)}" y1="{n(picture.style.top)}" y2="{n(picture.floor)}"/>'
        for one in picture.ticks
        if one.x > 2
    ]
    rules = [f'<line class="rule" x2="100%" y1="{n(band.top)}" y2="{n(band.top)}"/>' for band in picture.bands[1:]]
    floor = f'<line class="floor" x2="100%" y1="{n(picture.floor)}" y2="{n(picture.floor)}"/>'
    return f'<g class="grid">{"".join(lines)}{"".join(rules)}{floor}</g>'


def _axis(picture: Picture, place: Place) -> str:
    parts = []
    y = picture.floor
    for one in picture.ticks:
        x = place(one.x)
        strong = ' class="strong"' if one.strong else ""
        parts.append(f'<line x1="{x}" x2="{x}" y1="{n(y)}" y2="{n(y + 4)}"/>')
        parts.append(f'<text x="{x}"{_aside(one)} y="{n(y + 16)}" dy=".35em"{strong}>{words(one.text, picture)}</text>')
    return f'<g class="axis">{"".join(parts)}</g>'


def _aside(tick: Tick) -> str:
    return f' dx="{n(tick.dx)}"' if tick.dx else ""


def _overview(picture: Picture, place: Place) -> str:
    """The whole record's density with the window in view."""
    view = picture.overview
    if view is None:
        return ""
    low, high = view.window
    bottom = view.top + view.height
    bars = []
    for a, b, tall in view.bars:
        inside = ' class="in"' if b > low and a < high else ""
        bars.append(f'<rect x="{place(a)}" y="{n(bottom - tall)}" width="{place(b - a)}" height="{n(tall)}"{inside}/>')
    ticks = "".join(
        f'<text x="{place(one.x)}"{_aside(one)} y="{n(bottom + 11)}" dy=".35em">{words(one.text, picture)}</text>' for one in view.ticks
    )
    return (
        f'<g class="overview" data-first="{view.first}" data-last="{view.last}" data-top="{n(view.top)}" data-height="{n(view.height)}">'
        f'<rect class="ground" y="{n(view.top)}" width="100%" height="{n(view.height)}"/>{"".join(bars)}'
        f'<rect class="window" x="{place(low)}" y="{n(view.top + 0.5)}" width="{place(high - low)}" height="{n(view.height - 1)}" rx="2"/>'
        f"{ticks}</g>"
    )


# ---- events ----


def _defs(picture: Picture, prefix: str) -> str:
    """Each shape once: filled ones with their halo, hollow ones smaller by what their line takes."""
    wanted = {(row.kind, row.confidence != "confirmed") for row in _rows(picture)}
    parts = []
    for kind, hollow in sorted(wanted):
        one = symbols.symbol(kind, rtl=picture.rtl)
        size = one.size * picture.style.mark - (symbols.HOLLOW if hollow else 0)
        parts.append(f'<path id="{prefix}{"h" if hollow else "f"}-{kind}" d="{symbols.path(one.name, size)}"/>')
    return f"<defs>{''.join(parts)}</defs>" if parts else ""


def _rows(picture: Picture) -> list[ChartRow]:
    return [one.row for one in picture.chords] + [share.row for one in picture.bubbles for share in one.shares if share.row]


def _use(row: ChartRow, x: str, y: float, side: str, prefix: str) -> str:
    shape = f"{prefix}{'f' if row.confidence == 'confirmed' else 'h'}-{row.kind}"
    return f'<use href="#{shape}" x="{x}" y="{n(y)}" class="{side}"/>'


def _state(slug: str, picture: Picture) -> str:
    return " on" if slug and slug == picture.selected else ""


def _under(chord: Chord, picture: Picture, place: Place) -> str:
    """An event's tie, bars and whiskers: under all marks."""
    parts = []
    if chord.span:
        sides = [side_class(picture.bands[mark.lane].lane.side) for mark in chord.marks]
        parts += [_span(chord.span, mark.y, side, place) for mark, side in zip(chord.marks, sides, strict=True)]
    if chord.carried:
        aside = symbols.arrow_aside(chord.row.kind, picture.style.mark, chord.carried)
        shape = symbols.path(f"triangle-{chord.carried}", symbols.ARROW)
        for mark in chord.marks:
            side = side_class(picture.bands[mark.lane].lane.side)
            parts.append(
                f'<svg x="{place(chord.x + aside)}" y="{n(mark.y)}" overflow="visible"><path class="arrow {side}" d="{shape}"/></svg>'
            )
    if chord.tie:
        x = place(chord.x)
        parts.append(f'<line class="tie" x1="{x}" x2="{x}" y1="{n(chord.tie[0])}" y2="{n(chord.tie[1])}"/>')
    if not parts:
        return ""
    return f'<g class="u {chord.row.confidence}{_state(chord.row.slug, picture)}" data-of="{escape(chord.row.slug)}">{"".join(parts)}</g>'


def _span(span: Span, y: float, side: str, place: Place) -> str:
    pieces = span_pieces(span)
    if span.kind == "bar":
        return "".join(
            f'<rect class="bar {side}{f" f{step}" if step else ""}" x="{place(a)}" y="{n(y - 4)}" width="{place(b - a)}" height="8"/>'
            for a, b, step in pieces
        )
    parts = [
        f'<line class="wh {side}{f" f{step}" if step else ""}" x1="{place(a)}" x2="{place(b)}" y1="{n(y)}" y2="{n(y)}"/>'
        for a, b, step in pieces
    ]
    for x, end in ((span.x0, span.start), (span.x1, span.end)):
        if end == "end":
            parts.append(f'<line class="wh {side}" x1="{place(x)}" x2="{place(x)}" y1="{n(y - 4)}" y2="{n(y + 4)}"/>')
    return "".join(parts)


def span_pieces(span: Span) -> list[tuple[float, float, int]]:
    """The span from left to right in pieces: (x0, x1, how far faded out, 0 for not at all to `FADES`)."""
    long = span.x1 - span.x0
    fade = min(FADE, long / 2)
    step = fade / FADES
    pieces: list[tuple[float, float, int]] = []
    low, high = span.x0, span.x1
    if span.start == "fade":
        pieces += [(low + k * step, low + (k + 1) * step, FADES - k) for k in range(FADES)]
        low += fade
    tail: list[tuple[float, float, int]] = []
    if span.end == "fade":
        tail = [(high - fade + k * step, high - fade + (k + 1) * step, k + 1) for k in range(FADES)]
        high -= fade
    return [*pieces, *([(low, high, 0)] if high > low else []), *tail]


def _marks(chord: Chord, picture: Picture, links: Links, cards: Cards, place: Place, prefix: str) -> str:
    row = chord.row
    x = place(chord.x)
    uses = "".join(_use(row, x, mark.y, side_class(picture.bands[mark.lane].lane.side), prefix) for mark in chord.marks)
    said = escape(", ".join([row.title, *cards.get(row.slug, ())[:1]]))
    classes = f"ev-m {row.confidence}{_state(row.slug, picture)}"
    return f'<a class="{classes}" href="{escape(links.event(row))}" data-event="{escape(row.slug)}" aria-label="{said}">{uses}</a>'


def _bubble(bubble: Bubble, picture: Picture, links: Links, place: Place, prefix: str) -> str:
    x = place(bubble.x)
    parts = []
    if bubble.tie:
        parts.append(
            f'<line class="tie t{min(4, len(str(bubble.total)))}" x1="{x}" x2="{x}" y1="{n(bubble.tie[0])}" y2="{n(bubble.tie[1])}"/>'
        )
    for share in bubble.shares:
        side = side_class(picture.bands[share.lane].lane.side)
        if share.row:
            parts.append(f'<g class="{share.row.confidence}">{_use(share.row, x, share.y, side, prefix)}</g>')
        else:
            parts.append(f'<circle class="{side}" cx="{x}" cy="{n(share.y)}" r="{n(share.r)}"/>')
            count = digits(str(share.count), picture.language)
            size = count_size(count, share.r)
            small = f' class="z{size}"' if size < COUNT else ""
            parts.append(f'<text x="{x}" y="{n(share.y)}" dy=".35em"{small}>{count}</text>')
    window = edtf(bubble.first, bubble.last)
    said = escape(("، " if picture.rtl else ", ").join(bubble.said))
    what = f'href="{escape(links.window(window))}" data-window="{window}" data-total="{bubble.total}" aria-label="{said}"'
    return f'<a class="bub" {what}>{"".join(parts)}</a>'


def count_size(count: str, r: float) -> int:
    """px of a count's letters: as large as its circle has room for."""
    return next((size for size in range(COUNT, LEAST_COUNT, -1) if width(count, size, bold=True) <= 2 * r - 3), LEAST_COUNT)


def _label(label: Label, picture: Picture, place: Place) -> str:
    lines = label.lines
    leading = label.height / len(lines)
    said = "".join(
        f'<tspan x="{n(label.dx)}" y="{n(label.y + (k - (len(lines) - 1) / 2) * leading)}" dy=".35em">{words(line, picture)}</tspan>'
        for k, line in enumerate(lines)
    )
    classes = " ".join(
        filter(None, ["strong" if label.strong else "", "end" if label.anchor == "end" else "", _state(label.slug or "", picture).strip()])
    )
    of = f' data-of="{escape(label.slug)}"' if label.slug else ""
    # A nested drawing puts the words at a share of the width and so many px aside.
    return f'<svg x="{place(label.x)}" overflow="visible"><text class="{classes}"{of}>{said}</text></svg>'.replace(' class=""', "")


def _band(picture: Picture, place: Place) -> str:
    """The chosen event's dates, across all lanes."""
    chosen = next((one for one in picture.chords if one.row.slug == picture.selected), None) if picture.selected else None
    if chosen is None:
        return ""
    low, high = band_of(chosen)
    tall = n(picture.floor)
    return (
        f'<g class="band on" data-of="{escape(chosen.row.slug)}">'
        f'<svg x="{place(low)}" overflow="visible"><rect x="-9" width="9" height="{tall}"/></svg>'
        f'<rect x="{place(low)}" width="{place(high - low)}" height="{tall}"/>'
        f'<svg x="{place(high)}" overflow="visible"><rect width="9" height="{tall}"/></svg></g>'
    )


def band_of(chord: Chord) -> tuple[float, float]:
    low, high = chord.x, chord.x
    if chord.span:
        low, high = min(low, chord.span.x0), max(high, chord.span.x1)
    return low, high
