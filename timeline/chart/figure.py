"""A picture as a Plotly figure: the same marks at the same places, so that Plotly can take the static drawing's place without a jump.

x is dates and y is px from the top. All text is plain, because markup in a figure needs inline styles, which the content security policy
forbids. Colours are the light theme's; `palette` says which token each stands for, so that the page's script can put in its own theme's.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from timeline.chart import symbols
from timeline.chart.svg import FADES, band_of, count_size, name_lines, span_pieces
from timeline.chart.text import isolated
from timeline.dates.display import digits as numerals

if TYPE_CHECKING:
    from timeline.chart.plan import Label, Picture
    from timeline.chart.scale import Tick
    from timeline.chart.svg import Cards
    from timeline.events.rows import ChartRow

SIDES = {
    "us": "#3B78D8", "iraq": "#7F4F0B", "kurdistan-region": "#8E9226", "iran": "#0B5A4A", "israel": "#5B2A9F", "gulf": "#CC6B9B",
    "international": "#696C73", "other": "#A87868",
}  # fmt: skip
PAPER, INK, INK_2, TIE, LINE, LINE_2, GRID = "#FFFFFF", "#17191C", "#44484F", "#777B83", "#E1E1DC", "#8A8D93", "#EEEEEA"
TOKENS = {"kurdistan-region": "krg", "international": "intl"}
PALETTE = {colour: f"--side-{TOKENS.get(side, side)}" for side, colour in SIDES.items()} | {
    PAPER: "--paper",
    INK: "--ink",
    INK_2: "--ink-2",
    TIE: "--tie",
    LINE: "--line",
    LINE_2: "--line-2",
    GRID: "--grid",
}
BAR_ALPHA = 0.3
WHISKER_ALPHA = 0.8
FONT = (
    "-apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, Liberation Sans, SF Arabic, Geeza Pro, Noto Sans Arabic, Noto Sans, Tahoma, "
    "sans-serif"
)

CONFIG = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "showTips": False,
    "responsive": False,
    "scrollZoom": False,
    "doubleClick": False,
    "showAxisDragHandles": False,
    "showAxisRangeEntryBoxes": False,
}
"""For `Plotly.newPlot`: nothing is sent anywhere, and moving in time is the page's own script's business."""


def data(picture: Picture, cards: Cards) -> dict[str, Any]:
    """What the page's script is given: the figure, Plotly's config, and what cards say (docs/chart.md)."""
    return {
        "figure": figure(picture),
        "config": CONFIG,
        "palette": PALETTE,
        "events": {
            one.row.slug: {
                "card": [one.row.title, *cards.get(one.row.slug, ())],
                "x": moment(picture, one.x),
                "y": [round(mark.y, 2) for mark in one.marks],
                "lanes": [mark.lane for mark in one.marks],
                "span": [moment(picture, end) for end in band_of(one)],
            }
            for one in picture.chords
        },
        "lanes": [
            {"key": one.lane.key, "name": one.lane.name, "top": round(one.top, 2), "bottom": round(one.bottom, 2)} for one in picture.bands
        ],
    }


def moment(picture: Picture, x: float) -> str:
    """The date and time at a place of the plot."""
    share = (picture.plot - x if picture.rtl else x) / picture.plot
    seconds = round(share * (picture.last + 1 - picture.first) * 86_400)
    try:
        return (datetime.fromordinal(picture.first) + timedelta(seconds=seconds)).isoformat()
    except OverflowError:
        return "9999-12-31T23:59:59"


def colour(side: str | None) -> str:
    return SIDES.get(side or "", INK)


def figure(picture: Picture) -> dict[str, Any]:
    return {"data": _traces(picture), "layout": _layout(picture)}


# ---- traces ----


def _traces(picture: Picture) -> list[dict[str, Any]]:
    traces = [*_spans(picture), *_arrows(picture), *_ties(picture), *_bubbles(picture), *_marks(picture)]
    return [{"type": "scatter", "showlegend": False, **one} for one in traces]


def _line(name: str, x: list[Any], y: list[Any], **line: Any) -> dict[str, Any]:
    opacity = line.pop("opacity", 1)
    return {"name": name, "mode": "lines", "x": x, "y": y, "line": line, "opacity": opacity, "hoverinfo": "skip", "connectgaps": False}


def _spans(picture: Picture) -> list[dict[str, Any]]:
    """Bars and whiskers, a trace for each colour and each step of fading."""
    held: dict[tuple[str, str, int], tuple[list[Any], list[Any]]] = {}
    for chord in picture.chords:
        span = chord.span
        if span is None:
            continue
        for mark in chord.marks:
            paint = colour(picture.bands[mark.lane].lane.side)
            pieces = [(a, mark.y, b, mark.y, step) for a, b, step in span_pieces(span)]
            if span.kind == "whisker":
                pieces += [(x, mark.y - 4, x, mark.y + 4, 0) for x, end in ((span.x0, span.start), (span.x1, span.end)) if end == "end"]
            for a, y0, b, y1, step in pieces:
                xs, ys = held.setdefault((span.kind, paint, step), ([], []))
                xs += [moment(picture, a), moment(picture, b), None]
                ys += [round(y0, 2), round(y1, 2), None]
    traces = []
    for (kind, paint, step), (xs, ys) in sorted(held.items()):
        alpha = BAR_ALPHA if kind == "bar" else WHISKER_ALPHA
        traces.append(
            _line(kind, xs, ys, color=paint, width=8 if kind == "bar" else 1.5, opacity=round(alpha * (1 - step / (FADES + 1)), 3))
        )
    return traces


def _arrows(picture: Picture) -> list[dict[str, Any]]:
    """The arrowheads beside marks whose own days lie beyond the window."""
    heads = [
        (chord.x + symbols.arrow_aside(chord.row.kind, picture.style.mark, chord.carried), mark, chord)
        for chord in picture.chords
        if chord.carried
        for mark in chord.marks
    ]
    if not heads:
        return []
    return [
        {
            "name": "carried",
            "mode": "markers",
            "x": [moment(picture, x) for x, _, _ in heads],
            "y": [round(mark.y, 2) for _, mark, _ in heads],
            "hoverinfo": "skip",
            "marker": {
                "symbol": [f"triangle-{chord.carried}" for *_, chord in heads],
                "size": symbols.ARROW,
                "color": [colour(picture.bands[mark.lane].lane.side) for _, mark, _ in heads],
                "opacity": 1,
                "line": {"width": 0},
            },
        }
    ]


def _ties(picture: Picture) -> list[dict[str, Any]]:
    traces = []
    for dash in ("solid", "2px,3px"):
        xs: list[Any] = []
        ys: list[Any] = []
        for chord in picture.chords:
            if chord.tie and (chord.row.confidence == "disputed") == (dash != "solid"):
                x = moment(picture, chord.x)
                xs += [x, x, None]
                ys += [chord.tie[0], chord.tie[1], None]
        if xs:
            traces.append(_line("tie", xs, ys, color=TIE, width=1.25, dash=dash))
    return traces


def _bubbles(picture: Picture) -> list[dict[str, Any]]:
    traces: list[dict[str, Any]] = []
    for digits in range(1, 5):
        xs: list[Any] = []
        ys: list[Any] = []
        for bubble in picture.bubbles:
            if bubble.tie and min(4, len(str(bubble.total))) == digits:
                x = moment(picture, bubble.x)
                xs += [x, x, None]
                ys += [bubble.tie[0], bubble.tie[1], None]
        if xs:
            traces.append(_line("bubble-tie", xs, ys, color=TIE, width=TIE_WIDTHS[digits], opacity=0.6))
    circles = [(bubble, share) for bubble in picture.bubbles for share in bubble.shares if share.row is None]
    if circles:
        counts = [numerals(str(share.count), picture.language) for _, share in circles]
        sizes = [count_size(count, share.r) for count, (_, share) in zip(counts, circles, strict=True)]
        traces.append(
            {
                "name": "bubble",
                "mode": "markers+text",
                "x": [moment(picture, bubble.x) for bubble, _ in circles],
                "y": [share.y for _, share in circles],
                "text": counts,
                "textposition": "middle center",
                "textfont": {"size": sizes, "weight": 600, "color": INK},
                "customdata": [f"{bubble.first}/{bubble.last}" for bubble, _ in circles],
                "hoverinfo": "none",
                "marker": {
                    "symbol": "circle",
                    "size": [round(share.r * 2, 2) for _, share in circles],
                    "color": PAPER,
                    "opacity": 1,
                    "line": {"width": 2, "color": [colour(picture.bands[share.lane].lane.side) for _, share in circles]},
                },
            }
        )
    return traces


TIE_WIDTHS = {1: 1.5, 2: 1.75, 3: 2.25, 4: 3}
"""px. The tie of a bubble by the digits of its count."""


def _marks(picture: Picture) -> list[dict[str, Any]]:
    points: list[tuple[ChartRow, float, float, str]] = []
    for bubble in picture.bubbles:
        points += [(share.row, bubble.x, share.y, colour(picture.bands[share.lane].lane.side)) for share in bubble.shares if share.row]
    for chord in picture.chords:
        points += [(chord.row, chord.x, mark.y, colour(picture.bands[mark.lane].lane.side)) for mark in chord.marks]
    traces = []
    for confidence in ("confirmed", "reported", "disputed"):
        these = [one for one in points if one[0].confidence == confidence]
        if not these:
            continue
        hollow = confidence != "confirmed"
        shapes = [symbols.symbol(row.kind, rtl=picture.rtl) for row, *_ in these]
        paints = [paint for *_, paint in these]
        traces.append(
            {
                "name": confidence,
                "uid": f"marks-{confidence}",
                "mode": "markers",
                "x": [moment(picture, x) for _, x, _, _ in these],
                "y": [round(y, 2) for _, _, y, _ in these],
                "customdata": [row.slug for row, *_ in these],
                "hoverinfo": "none",
                "marker": {
                    "symbol": [one.name for one in shapes],
                    "size": [round(one.size * picture.style.mark - (symbols.HOLLOW if hollow else 0), 2) for one in shapes],
                    "color": PAPER if hollow else paints,
                    "opacity": 1,
                    "line": {"width": symbols.STROKE if hollow else symbols.HALO, "color": paints if hollow else PAPER},
                },
            }
        )
    return traces


# ---- layout ----


def _layout(picture: Picture) -> dict[str, Any]:
    first, last = moment(picture, picture.plot if picture.rtl else 0), moment(picture, 0 if picture.rtl else picture.plot)
    right = picture.width - picture.left - picture.plot
    return {
        "width": round(picture.width, 2),
        "height": round(picture.floor + picture.style.axis, 2),
        "margin": {"l": picture.left, "r": right, "t": 0, "b": picture.style.axis, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": INK_2},
        "showlegend": False,
        "hovermode": "closest",
        "hoverdistance": 24,
        "dragmode": "pan",
        "xaxis": {
            "type": "date",
            "range": [last, first] if picture.rtl else [first, last],
            # Plotly sets all ticks of an axis in one weight; ours name the larger unit in bold, so they are annotations.
            "ticks": "",
            "showticklabels": False,
            "showgrid": False,
            "zeroline": False,
        },
        "yaxis": {"range": [round(picture.floor, 2), 0], "visible": False, "fixedrange": True},
        "shapes": _shapes(picture),
        "annotations": [
            *(_label(picture, one) for one in picture.labels),
            *_names(picture),
            *(_tick(picture, one) for one in picture.ticks),
        ],
    }


def _shapes(picture: Picture) -> list[dict[str, Any]]:
    """The grid, the lanes' rules and their colours."""
    found: list[dict[str, Any]] = []

    def line(**place: Any) -> dict[str, Any]:
        paint = place.pop("paint")
        return {"type": "line", "layer": "below", "line": {"color": paint, "width": 1}, **place}

    for tick in picture.ticks:
        x = moment(picture, tick.x)
        found.append(line(xref="x", x0=x, x1=x, y0=picture.style.top, y1=picture.floor, paint=GRID))
        found.append(line(xref="x", x0=x, x1=x, y0=0, y1=-4, yref="paper", ysizemode="pixel", yanchor=0, paint=LINE_2))
    found += [line(xref="paper", x0=0, x1=1, y0=band.top, y1=band.top, paint=LINE) for band in picture.bands[1:]]
    # Held to the paper, not to the axis, whose edge would cut it off.
    found.append(line(xref="paper", yref="paper", x0=0, x1=1, y0=0, y1=0, paint=LINE_2))
    for band in picture.bands:
        inside, thin = picture.style.head, picture.style.lane < 40
        inset = 4 if thin else 7
        y0, y1 = (band.top + 5, band.top + 17) if inside else (band.top + inset, band.bottom - inset)
        x0 = (0 if inside else 5) if picture.rtl else (0 if inside else -8)
        found.append(
            {
                "type": "rect", "layer": "below", "xref": "paper", "yref": "y", "xsizemode": "pixel", "xanchor": 1 if picture.rtl else 0,
                "x0": -3 if inside and picture.rtl else x0, "x1": 0 if inside and picture.rtl else x0 + 3, "y0": y0, "y1": y1,
                "fillcolor": colour(band.lane.side), "line": {"width": 0},
            }
        )  # fmt: skip
    return found


def _label(picture: Picture, label: Label) -> dict[str, Any]:
    return {
        "xref": "x",
        "x": moment(picture, label.x),
        "xanchor": "left" if label.anchor == "start" else "right",
        "xshift": label.dx,
        "y": round(label.y, 2),
        "yanchor": "middle",
        "showarrow": False,
        "align": "left" if label.anchor == "start" else "right",
        "borderpad": 0,
        "borderwidth": 0,
        "text": "<br>".join(isolated(plain(line), rtl=picture.rtl) for line in label.lines),
        "name": label.slug or "",
        "font": {"size": picture.style.text, "color": INK, "weight": 600 if label.strong else 400},
    }


def _tick(picture: Picture, tick: Tick) -> dict[str, Any]:
    return {
        "xref": "x",
        "x": moment(picture, tick.x),
        "xanchor": "center",
        "y": round(picture.floor, 2),
        "yanchor": "middle",
        "xshift": round(tick.dx, 2),
        "yshift": -16,
        "showarrow": False,
        "borderpad": 0,
        "borderwidth": 0,
        "text": isolated(plain(tick.text), rtl=picture.rtl),
        "font": {"size": picture.style.tick, "color": INK_2, "weight": 600 if tick.strong else 400},
    }


def _names(picture: Picture) -> list[dict[str, Any]]:
    found = []
    thin, inside, rtl = picture.style.lane < 40, picture.style.head, picture.rtl
    gutter = picture.style.gutter_rtl if rtl else picture.style.gutter
    for band in picture.bands:
        lines, size = ([band.lane.name], 12) if inside else name_lines(band, gutter - 20, short=thin)
        found.append(
            {
                "xref": "paper",
                "x": 1 if rtl else 0,
                "xanchor": "left" if rtl != bool(inside) else ("right" if rtl or not inside else "left"),
                "xshift": (-9 if rtl else 9) if inside else (17 if rtl else -17),
                "y": round(band.top + 11 if inside else band.centre, 2),
                "yanchor": "middle",
                "showarrow": False,
                "borderpad": 0,
                "borderwidth": 0,
                # Inside the plot a name stands on paper, or ties would strike it through.
                **({"bgcolor": PAPER} if inside else {}),
                "align": "left" if rtl else "right",
                "text": "<br>".join(isolated(plain(line), rtl=rtl) for line in lines),
                "font": {"size": size, "color": INK, "weight": 600},
            }
        )
    return found


def plain(text: str) -> str:
    """Plotly reads a few tags in every text: angle brackets of the record's own are letters, not markup."""
    return text.replace("<", "‹").replace(">", "›")
