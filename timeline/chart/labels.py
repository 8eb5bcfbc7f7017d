"""Words beside the marks that have room for them: the chosen event first, then by prominence.

A label stands to the right of one of its event's own marks or, failing that, to the left, in one line or two, inside its lane; that of an
event that lasts may stand under or over its bar. It may step over one tie, the chosen event's over more; it never touches a mark, a bar, a
whisker, a bubble or another label. Where there is no room there is no label.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from math import floor
from typing import TYPE_CHECKING, Literal

from timeline.chart import symbols
from timeline.chart.plan import Label
from timeline.chart.scale import span_words
from timeline.chart.text import in_two, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from timeline.chart.layout import Voice
    from timeline.chart.plan import Band, Bubble, Chord, Span, Style

Box = tuple[float, float, float, float]
Anchor = Literal["start", "end"]

ASIDE = 11
"""px from a mark's middle to its words."""
OVER = 6.0
"""px from the middle of a bar to words over it or under it."""
ALONG, STEP = 8, 24.0
"""How often words are moved on along a span, and by how many px: further away nobody would take them for its mark's."""
ONE_LINE = 118
"""px up to which a label stands in one line."""
WIDEST = 168
"""px: longer words stand in two lines, or in one where two have no room."""
LONGEST = 235
"""px of that one; an event that lasts may be named by one as long as its span."""
MOST = 60
BUBBLE_LABELS = 6
MARGIN = 3.0
"""px kept free around a label."""
APART = 9.0
"""px from one label to the next, with the other's own margin: nearer they read as one sentence."""


class Taken:
    """Boxes on the drawing, to be asked quickly whether another would touch one: kept by stretches of 64 px along time and by lane."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], list[Box]] = defaultdict(list)

    def add(self, lane: int, box: Box) -> None:
        for cell in range(int(box[0] // 64), int(box[2] // 64) + 1):
            self.cells[lane, cell].append(box)

    def free(self, lane: int, box: Box, own: Box | None = None) -> bool:
        left, top, right, bottom = box
        for cell in range(int(left // 64), int(right // 64) + 1):
            for a, b, c, d in self.cells.get((lane, cell), ()):
                if left < c and right > a and top < d and bottom > b and (a, b, c, d) != own:
                    return False
        return True

    def among(self, lane: int, box: Box) -> int:
        """How many the box would touch."""
        cells = range(int(box[0] // 64), int(box[2] // 64) + 1)
        return len({one for cell in cells for one in self.cells.get((lane, cell), ()) if _touch(box, one)})


def _touch(box: Box, other: Box) -> bool:
    return box[0] < other[2] and box[2] > other[0] and box[1] < other[3] and box[3] > other[1]


def place_labels(
    chords: Sequence[Chord], bubbles: Sequence[Bubble], bands: Sequence[Band], style: Style, plot: float, voice: Voice, selected: str
) -> list[Label]:
    solid, ties = _taken(chords, bubbles, bands, style)
    if style.head:
        for n, band in enumerate(bands):
            solid.add(n, (0, band.top, width(band.lane.name, style.text, bold=True) + 16, band.top + style.head + 2))
    labels: list[Label] = []
    for chord in sorted(chords, key=lambda one: (one.row.slug != selected, -one.row.prominence, one.day, one.row.slug)):
        if len(labels) >= MOST:
            break
        strong = chord.row.slug == selected or chord.row.prominence >= 3
        over = MOST if chord.row.slug == selected else 1
        if found := _beside(chord, strong, bands, style, plot, voice, solid, ties, over):
            lane, label = found
            labels.append(label)
            _claim(solid, lane, label)
    counted = 0
    for bubble in sorted(bubbles, key=lambda one: (-one.total, one.first)):
        if counted >= BUBBLE_LABELS or bubble.total < 2:
            break
        if found := _beside_bubble(bubble, bands, style, plot, voice, solid, ties):
            lane, label = found
            labels.append(label)
            _claim(solid, lane, label)
            counted += 1
    return labels


def _reach(label: Label) -> Box:
    """What a label needs free: its words, and what lies between them and what they belong to, which may stretch and they do not."""
    left, top, right, bottom = label.box
    if label.anchor == "start":
        return min(left - MARGIN, label.x + MARGIN), top - 1, right + MARGIN, bottom + 1
    return left - MARGIN, top - 1, max(right + MARGIN, label.x - MARGIN), bottom + 1


def _claim(solid: Taken, lane: int, label: Label) -> None:
    left, top, right, bottom = label.box
    solid.add(lane, (left - APART, top - 1, right + APART, bottom + 1))


def _taken(chords: Sequence[Chord], bubbles: Sequence[Bubble], bands: Sequence[Band], style: Style) -> tuple[Taken, Taken]:
    """What labels never touch, and the ties, which they rather would not."""
    solid, ties = Taken(), Taken()
    half = 8 * style.mark
    for chord in chords:
        for mark in chord.marks:
            solid.add(mark.lane, _box(chord.x, mark.y, half))
            if chord.carried:
                arrow = -half - symbols.ARROW_ROOM if chord.carried == "left" else half
                solid.add(mark.lane, (chord.x + arrow, mark.y - 5, chord.x + arrow + symbols.ARROW_ROOM, mark.y + 5))
            if chord.span:
                solid.add(mark.lane, (chord.span.x0 - 2, mark.y - 5, chord.span.x1 + 2, mark.y + 5))
        _tie(ties, chord.x, chord.tie, chord.marks[0].lane, chord.marks[-1].lane)
    for bubble in bubbles:
        for share in bubble.shares:
            solid.add(share.lane, _box(bubble.x, share.y, share.r + 2))
        _tie(ties, bubble.x, bubble.tie, bubble.shares[0].lane, bubble.shares[-1].lane)
    return solid, ties


def _box(x: float, y: float, half: float) -> Box:
    return x - half, y - half, x + half, y + half


def _tie(ties: Taken, x: float, ends: tuple[float, float] | None, first: int, last: int) -> None:
    if ends:
        for lane in range(first, last + 1):
            ties.add(lane, (x - 2.5, ends[0], x + 2.5, ends[1]))


def _beside(
    chord: Chord, strong: bool, bands: Sequence[Band], style: Style, plot: float, voice: Voice, solid: Taken, ties: Taken, over: int
) -> tuple[int, Label] | None:
    """The first free place beside one of the event's marks; one that steps over no tie before one that does, and none that steps over more
    than `over`."""
    text = chord.row.label or chord.row.title
    second: tuple[int, Label] | None = None
    fewest = over + 1
    along = chord.span.x1 - chord.span.x0 - 2 * ASIDE if chord.span else 0.0
    for lines, wide in _variants(text, strong, style, max(LONGEST, along)):
        tall = len(lines) * _leading(style, voice)
        for mark in chord.marks:
            band = bands[mark.lane]
            own = _box(chord.x, mark.y, 8 * style.mark)
            for x, dx, anchor, y, high in _places(chord, mark.y, tall, wide, len(lines), band, style):
                label = Label(chord.row.slug, x, dx, y, anchor, lines, strong, wide, high)
                left, _, right, _ = label.box
                if left < MARGIN or right > plot - MARGIN:
                    continue
                box = _reach(label)
                if not solid.free(mark.lane, box, own):
                    continue
                crossed = ties.among(mark.lane, box)
                if not crossed:
                    return mark.lane, label
                if crossed < fewest:
                    second, fewest = (mark.lane, label), crossed
    return second


def bubble_said(bubble: Bubble, voice: Voice) -> Bubble:
    """The bubble with its words: how many events, and their days."""
    return replace(bubble, said=(voice.events(bubble.total), span_words(bubble.first, bubble.last, voice.language)))


def _beside_bubble(
    bubble: Bubble, bands: Sequence[Band], style: Style, plot: float, voice: Voice, solid: Taken, ties: Taken
) -> tuple[int, Label] | None:
    share = max(bubble.shares, key=lambda one: (one.count, -one.lane))
    for lines in ((f"{bubble.said[0]}{'،' if voice.rtl else ','}", bubble.said[1]), bubble.said[:1]):
        wide = max(width(line, style.text, bold=True) for line in lines)
        tall = len(lines) * _leading(style, voice)
        sides: tuple[tuple[float, Anchor], ...] = ((share.r + 6, "start"), (-share.r - 6, "end"))
        for dx, anchor in sides:
            label = Label(None, bubble.x, dx, share.y, anchor, lines, strong=True, width=wide, height=tall)
            left, top, right, bottom = label.box
            band = bands[share.lane]
            if left < MARGIN or right > plot - MARGIN or top < band.top + 1 or bottom > band.bottom - 1:
                continue
            box = _reach(label)
            if solid.free(share.lane, box, _box(bubble.x, share.y, share.r + 2)) and ties.free(share.lane, box):
                return share.lane, label
    return None


def _leading(style: Style, voice: Voice) -> float:
    """px of one line: Arabic letters reach further up and down."""
    return style.text * (1.55 if voice.rtl else 1.25)


def _variants(text: str, strong: bool, style: Style, longest: float) -> Iterator[tuple[tuple[str, ...], float]]:
    one = width(text, style.text, bold=strong)
    two = in_two(text, style.text, bold=strong)
    if one <= ONE_LINE:
        yield (text,), one
    if two:
        wide = max(width(line, style.text, bold=strong) for line in two)
        if wide <= WIDEST:
            yield two, wide
    if ONE_LINE < one <= longest:
        yield (text,), one


def _places(
    chord: Chord, y: float, tall: float, wide: float, lines: int, band: Band, style: Style
) -> Iterator[tuple[float, float, Anchor, float, float]]:
    """x, dx, anchor, y and height: beside the mark, pushed into the lane where that would leave it; then, for an event that lasts, under
    its bar and over it, at its mark and further along: a bar that crosses the window has no end to stand beside."""
    above, below = band.top + style.head * 0.5 + 1, band.bottom - 1
    if above + tall <= below:
        for x, dx, anchor in _sides(chord):
            yield x, dx, anchor, min(max(y, above + tall / 2), below - tall / 2), tall
    if chord.span:
        # One line is as high as its letters, in any script: leading is for the next line.
        high = style.text * 1.25 if lines == 1 else tall
        for beside in (y + OVER + high / 2, y - OVER - high / 2):
            if above + high / 2 <= beside <= below - high / 2:
                for x, dx, anchor in _along(chord, chord.span, wide):
                    yield x, dx, anchor, beside, high


def _along(chord: Chord, span: Span, wide: float) -> Iterator[tuple[float, float, Anchor]]:
    """From the mark on along the span, as long as the words stay with it."""
    back = chord.carried == "right"
    yield (chord.x, -float(ASIDE), "end") if back else (chord.x, float(ASIDE), "start")
    room = (chord.x - span.x0 if back else span.x1 - chord.x) - wide - 2 * ASIDE
    for k in range(1, min(ALONG, floor(room / STEP)) + 1):
        # Held by its own place along the span, which a drawing that is stretched moves with it.
        yield (chord.x - ASIDE - k * STEP, 0.0, "end") if back else (chord.x + ASIDE + k * STEP, 0.0, "start")


def _sides(chord: Chord) -> Iterator[tuple[float, float, Anchor]]:
    """To the right of the mark or of its bar's end, to the left of it; past the mark's own height, beside the span's ends."""
    span = chord.span
    # Held by the span's end where there is one: a drawing that is stretched lengthens the span and not the words.
    after = span.x1 - chord.x if span else 0.0
    yield (chord.x + after, max(6.0, ASIDE - after), "start") if after > 0 else (chord.x, float(ASIDE), "start")
    before = chord.x - span.x0 if span else 0.0
    yield (chord.x - before, -max(6.0, ASIDE - before), "end") if before > 0 else (chord.x, -float(ASIDE), "end")
