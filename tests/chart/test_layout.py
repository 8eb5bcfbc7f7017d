"""What holds of every picture, whatever the record: tried on hundreds of made-up ones."""

from collections import Counter
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.chart.making import LANES, SIDES, day, records, row, styles, windows
from timeline.chart import layout, symbols
from timeline.chart.layout import GRAZE, Density, Voice, lay_out
from timeline.chart.plan import STRIP, WIDE
from timeline.chart.scale import Scale
from timeline.chart.text import width as text_width

many = settings(max_examples=25, deadline=None)
TOUCH = 0.02
"""px by which two things may seem to touch after sums of floats."""


def can_lie(one, first, last):
    """Whether any of an event's possible days lies between two others, said once more in other words than the code's."""
    ends = one.date.earliest, one.date.latest
    low, high = (end.toordinal() if end else open_ for end, open_ in zip(ends, (0, 4_000_000), strict=True))
    return not (high < first or last < low)


def half(chord, picture):
    """px from a mark's middle to its edge, its arrowhead included."""
    return symbols.symbol(chord.row.kind).half * picture.style.mark + (symbols.ARROW_ROOM if chord.carried else 0)


def marks(picture):
    return [(chord, mark) for chord in picture.chords for mark in chord.marks]


def shares(picture):
    return [(bubble, share) for bubble in picture.bubbles for share in bubble.shares]


def covers(box, other):
    return box[0] < other[2] - TOUCH and box[2] > other[0] + TOUCH and box[1] < other[3] - TOUCH and box[3] > other[1] + TOUCH


def around(x, y, size):
    return x - size, y - size, x + size, y + size


def solids(picture):
    """What no label may touch: marks, bars and whiskers, bubbles, each with the event it belongs to."""
    for chord, mark in marks(picture):
        yield chord.row.slug, around(chord.x, mark.y, 7 * picture.style.mark)
        if chord.span:
            yield None, (chord.span.x0, mark.y - 4, chord.span.x1, mark.y + 4)
    for bubble, share in shares(picture):
        yield None, around(bubble.x, share.y, share.r)


def assert_nothing_overlaps(picture, stretch=1.0):
    """No two marks of a lane, no mark and bubble, no two bubbles; no label and anything; no tie through another's mark."""
    found = marks(picture)
    for n, (one, mark) in enumerate(found):
        for other, that in found[n + 1 :]:
            if mark.lane == that.lane and one is not other and abs(mark.y - that.y) < picture.style.pitch - TOUCH:
                assert abs(one.x - other.x) * stretch >= half(one, picture) + half(other, picture) - TOUCH, (one.row.slug, other.row.slug)
    drawn = shares(picture)
    for n, (bubble, share) in enumerate(drawn):
        for chord, mark in found:
            if mark.lane == share.lane:
                assert abs(chord.x - bubble.x) * stretch >= half(chord, picture) + share.r - TOUCH, (chord.row.slug, bubble.first)
        for other, that in drawn[n + 1 :]:
            if share.lane == that.lane:
                assert abs(bubble.x - other.x) * stretch >= share.r + that.r - TOUCH, (bubble.first, other.first)
    for chord in picture.chords:
        if chord.tie is None:
            continue
        lanes = {mark.lane for mark in chord.marks}
        for other, mark in found:
            stacked = {one.lane for one in other.marks} == lanes and abs(other.x - chord.x) < 0.5
            if other is chord or stacked or not chord.tie[0] < mark.y < chord.tie[1]:
                continue
            assert abs(chord.x - other.x) * stretch >= half(other, picture) - GRAZE - TOUCH, (chord.row.slug, other.row.slug)
        for bubble, share in drawn:
            if chord.tie[0] < share.y < chord.tie[1]:
                assert abs(chord.x - bubble.x) * stretch >= share.r - TOUCH
    for bubble in picture.bubbles:
        for chord, mark in found:
            if bubble.tie and bubble.tie[0] < mark.y < bubble.tie[1]:
                assert abs(chord.x - bubble.x) * stretch >= half(chord, picture) - TOUCH


def stretched(box, x, stretch):
    """The box of something that stands at x, in a picture that many times as wide."""
    return box[0] + x * (stretch - 1), box[1], box[2] + x * (stretch - 1), box[3]


def assert_labels_are_free(picture, stretch=1.0):
    boxes = [(label, stretched(label.box, label.x, stretch)) for label in picture.labels]
    for n, (label, box) in enumerate(boxes):
        assert box[0] >= 0
        assert box[2] <= picture.plot * stretch
        assert any(band.top <= box[1] and box[3] <= band.bottom for band in picture.bands)
        assert not any(covers(box, other) for _, other in boxes[n + 1 :]), label.lines
    for chord, mark in marks(picture):
        there = stretched(around(chord.x, mark.y, 7 * picture.style.mark), chord.x, stretch)
        assert not any(covers(box, there) for _, box in boxes), chord.row.slug
        if chord.carried:
            aside = symbols.arrow_aside(chord.row.kind, picture.style.mark, chord.carried)
            head = stretched(around(chord.x + aside, mark.y, symbols.ARROW / 2), chord.x, stretch)
            assert not any(covers(box, head) for _, box in boxes), chord.row.slug
        if chord.span:
            bar = (chord.span.x0 * stretch, mark.y - 4, chord.span.x1 * stretch, mark.y + 4)
            assert not any(covers(box, bar) for _, box in boxes), chord.row.slug
    for bubble, share in shares(picture):
        there = stretched(around(bubble.x, share.y, share.r), bubble.x, stretch)
        assert not any(covers(box, there) for _, box in boxes), bubble.first


pictures = st.builds(
    lambda rows, window, style, width, rtl, chosen: lay_out(
        rows,
        LANES,
        window,
        style,
        width,
        voice=Voice("ar" if rtl else "en", rtl),
        selected=rows[chosen % len(rows)].slug if rows and chosen else "",
    ),
    records(),
    windows(),
    styles,
    st.integers(300, 1500),
    st.booleans(),
    st.integers(0, 69),
)


class TestEveryPicture:
    @many
    @given(pictures)
    def test_no_two_things_share_a_place(self, picture):
        assert_nothing_overlaps(picture)

    @many
    @given(pictures)
    def test_no_label_touches_anything(self, picture):
        assert_labels_are_free(picture)

    @many
    @given(pictures, st.floats(1, 3))
    def test_a_picture_may_be_stretched(self, picture, stretch):
        assert_nothing_overlaps(picture, stretch)
        assert_labels_are_free(picture, stretch)

    @many
    @given(records(), windows(), styles, st.integers(300, 1500))
    def test_an_exact_date_never_leaves_its_day(self, rows, window, style, width):
        picture = lay_out(rows, LANES, window, style, width)
        scale = Scale(*window, picture.plot)
        for chord in picture.chords:
            if chord.row.date.earliest == chord.row.date.latest and not chord.row.date.is_fuzzy:
                assert not chord.carried
                assert scale.x(chord.day) - TOUCH <= chord.x <= scale.x(chord.day + 1) + TOUCH

    @many
    @given(records(), windows(), styles, st.integers(300, 1500))
    def test_a_date_that_is_not_exact_stays_among_its_days(self, rows, window, style, width):
        picture = lay_out(rows, LANES, window, style, width)
        for chord in picture.chords:
            if chord.span and chord.span.kind == "whisker":
                assert chord.span.x0 - TOUCH <= chord.x <= chord.span.x1 + TOUCH

    @many
    @given(records(), windows(), styles, st.integers(300, 1500))
    def test_each_event_is_drawn_once_in_each_of_its_lanes_or_counted_there(self, rows, window, style, width):
        picture = lay_out(rows, LANES, window, style, width)
        inside = [one for one in rows if can_lie(one, *window)]
        wanted = Counter(lane for one in inside for lane in one.lanes)
        drawn = Counter(picture.bands[mark.lane].lane.key for _, mark in marks(picture))
        drawn.update({})
        for _, share in shares(picture):
            drawn[picture.bands[share.lane].lane.key] += share.count
        assert drawn == wanted
        alone = Counter(chord.row.slug for chord in picture.chords)
        assert not alone or max(alone.values()) == 1
        assert sum(alone.values()) + sum(bubble.total for bubble in picture.bubbles) == len(inside)
        assert {band.lane.key: band.count for band in picture.bands} == {lane.key: wanted[lane.key] for lane in LANES}

    @many
    @given(records(), windows(), styles, st.integers(300, 1500))
    def test_an_arrowhead_says_that_an_events_own_day_lies_beyond_the_window(self, rows, window, style, width):
        picture = lay_out(rows, LANES, window, style, width)
        for chord in picture.chords:
            mark = chord.row.date.mark.toordinal()
            assert chord.carried == ("left" if mark < window[0] else "right" if mark > window[1] else "")
            if chord.carried:
                # Mark and arrowhead stand within the plot, near the edge that the arrowhead points to.
                away = chord.x if chord.carried == "left" else picture.plot - chord.x
                assert half(chord, picture) <= away

    @many
    @given(records(), windows(), styles, st.integers(300, 1500))
    def test_a_bubble_leads_to_the_days_it_holds(self, rows, window, style, width):
        picture = lay_out(rows, LANES, window, style, width)
        for bubble in picture.bubbles:
            assert window[0] <= bubble.first <= bubble.last <= window[1]
            held = [one for one in rows if can_lie(one, bubble.first, bubble.last)]
            assert len(held) >= bubble.total >= 1

    @many
    @given(records(), windows(), styles, st.integers(300, 1500), st.booleans())
    def test_the_same_input_gives_the_same_picture(self, rows, window, style, width, rtl):
        voice = Voice("fa" if rtl else "en", rtl)
        # The same in other places of memory, in which nothing may be sorted.
        again = deepcopy(rows[::-1])[::-1]
        assert lay_out(rows, LANES, window, style, width, voice=voice) == lay_out(again, deepcopy(LANES), window, style, width, voice=voice)

    @many
    @given(pictures)
    def test_everything_stands_within_the_plot_and_its_lane(self, picture):
        for chord, mark in marks(picture):
            band = picture.bands[mark.lane]
            assert 0 <= chord.x <= picture.plot
            assert band.top < mark.y < band.bottom
        for band, after in zip(picture.bands, picture.bands[1:], strict=False):
            assert band.bottom == after.top
        before, after = picture.left, picture.width - picture.left - picture.plot
        for tick in picture.ticks:
            assert 0 <= tick.x <= picture.plot
            half = text_width(tick.text, picture.style.tick, bold=tick.strong) / 2
            assert -max(before, picture.style.edge) <= tick.x + tick.dx - half + 0.01
            assert tick.x + tick.dx + half - 0.01 <= picture.plot + max(after, picture.style.edge)


class TestRightToLeft:
    @many
    @given(records(), windows(), st.integers(600, 1200))
    def test_time_runs_the_other_way_at_the_same_distances(self, rows, window, width):
        wide = width + (WIDE.gutter_rtl - WIDE.gutter)
        straight = lay_out(rows, LANES, window, WIDE, width)
        mirrored = lay_out(rows, LANES, window, WIDE, wide, voice=Voice("en", rtl=True))
        assert mirrored.plot == straight.plot
        assert [chord.x for chord in mirrored.chords] == pytest.approx([straight.plot - chord.x for chord in straight.chords])
        assert [bubble.x for bubble in mirrored.bubbles] == pytest.approx([straight.plot - bubble.x for bubble in straight.bubbles])
        other = {"": "", "left": "right", "right": "left"}
        assert [chord.carried for chord in mirrored.chords] == [other[chord.carried] for chord in straight.chords]


class TestSlots:
    @many
    @given(st.lists(st.tuples(st.integers(1, 13), st.lists(st.sampled_from(SIDES), min_size=1, max_size=4, unique=True)), max_size=3))
    def test_three_events_are_never_counted_together_where_days_are_wide(self, given_):
        rows = [row(f"e{n}", f"2025-10-{on:02}", lanes) for n, (on, lanes) in enumerate(sorted(given_))]
        picture = lay_out(rows, LANES, (day("2025-10-01"), day("2025-10-13")), WIDE, 760)
        assert not picture.bubbles
        assert_nothing_overlaps(picture)


class TestLabels:
    @pytest.mark.parametrize("at", range(8, 22))
    def test_two_that_want_the_place_between_them_do_not_share_it(self, at):
        words = "A label as long as one may be, or nearly"
        rows = [row(slug, f"2025-10-{on:02}", label=words) for slug, on in (("first", 3), ("second", at), ("third", at + 1))]
        picture = lay_out(rows, LANES, (day("2025-10-01"), day("2025-10-31")), WIDE, 760)
        assert picture.labels
        assert_labels_are_free(picture)

    def test_an_event_that_crosses_the_window_is_labelled_where_it_comes_in(self):
        rows = [row("war", "1980-09-22/1988-08-20", ("iraq", "iran"), "military", prominence=3), row("talks", "1985-06-10", ("iraq",))]
        picture = lay_out(rows, LANES, (day("1985-06-01"), day("1985-06-20")), WIDE, 760)
        war = next(label for label in picture.labels if label.slug == "war")
        assert war.box[0] < 40
        assert_labels_are_free(picture)

    def test_name_a_bar_that_crosses_the_window_in_a_lane_of_one_row_in_either_direction(self):
        rows = [row("war", "2025-01-01/2025-12-31", ("iran",), "military", label="الحرب")]
        for rtl in (False, True):
            picture = lay_out(rows, LANES[3:4], (day("2025-03-01"), day("2025-04-30")), WIDE, 760, voice=Voice("ar" if rtl else "en", rtl))
            assert [label.slug for label in picture.labels] == ["war"]

    def test_move_along_a_bar_rather_than_step_over_a_tie(self):
        rows = [
            row("war", "2025-01-01/2025-12-31", ("iraq",), "military", label="A war of a year"),
            row("call", "2025-03-08", ("us", "iran"), "call", label=""),
        ]
        picture = lay_out(rows, [LANES[0], LANES[1], LANES[3]], (day("2025-03-01"), day("2025-04-30")), WIDE, 760)
        tie = next(chord.x for chord in picture.chords if chord.row.slug == "call")
        (left, _, right, _) = next(label.box for label in picture.labels if label.slug == "war")
        assert not left < tie < right


class TestDense:
    def test_the_search_for_slots_ends_however_dense_the_days(self, monkeypatch):
        """Work is counted, not timed: slots looked for, an event's own and those in making room."""
        looked = []
        settle = layout._settle
        monkeypatch.setattr(layout, "_settle", lambda *given: looked.append(1) or settle(*given))
        dense = [row(f"e{n:03}", f"2025-10-{n % 20 + 1:02}", (SIDES[n % 6], SIDES[n * 5 % 6])[: n % 3 + 1]) for n in range(320)]
        for days in (20, 45, 150):
            looked.clear()
            picture = lay_out(dense, LANES, (day("2025-10-01"), day("2025-10-01") + days), WIDE, 1100)
            assert picture.bubbles
            assert len(looked) <= 3 * len(dense) + layout.PATIENCE + 3 * (layout.MOVED + 1)

    def test_at_most_1500_marks_are_drawn_of_twenty_thousand_events(self):
        rows = [row(f"e{n}", f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}", ("us", "iraq", "iran")[: n % 3 + 1]) for n in range(20_000)]
        picture = lay_out(sorted(rows, key=lambda one: one.date.mark), LANES, (day("2025-01-01"), day("2025-12-31")), WIDE, 1200)
        assert picture.drawn <= 1500
        assert sum(bubble.total for bubble in picture.bubbles) + len(picture.chords) == 20_000

    @pytest.mark.parametrize("days", [50, 80, 200])
    def test_a_bubble_and_the_marks_of_the_days_beside_it_keep_apart(self, days):
        for busy in range(8):
            rows = [row(f"e{n:02}", f"2025-10-{12 + busy}", ("us", "iraq")) for n in range(50)]
            rows += [row(f"beside{n}", f"2025-10-{12 + busy + n}", ("iraq",), "military") for n in (-2, -1, 1, 2)]
            picture = lay_out(sorted(rows, key=lambda one: one.date.mark), LANES, (day("2025-10-01"), day("2025-10-01") + days), WIDE, 760)
            assert picture.bubbles
            assert_nothing_overlaps(picture)

    def test_fifty_events_of_one_day_are_one_bubble_until_the_day_has_room(self):
        rows = [row(f"e{n:02}", "2025-10-20") for n in range(50)]
        month = lay_out(rows, LANES, (day("2025-10-01"), day("2025-10-31")), WIDE, 760)
        assert [(bubble.total, bubble.first, bubble.last) for bubble in month.bubbles] == [(50, day("2025-10-20"), day("2025-10-20"))]
        one_day = lay_out(rows, LANES, (day("2025-10-20"), day("2025-10-20")), WIDE, 760)
        assert len(one_day.chords) == 50

    def test_a_strip_is_as_low_as_its_lanes_are_many(self):
        rows = [row(f"e{n}", f"2025-10-{n + 1:02}", ("us", "iraq")) for n in range(28)]
        picture = lay_out(rows, LANES[:2], (day("2025-10-01"), day("2025-10-31")), STRIP, 320)
        assert [band.bottom - band.top for band in picture.bands] == [25, 25]

    def test_the_overview_shows_where_the_window_lies(self):
        density = Density(day("2020-01-01"), day("2025-12-31"), (1, 0, 4, 9))
        picture = lay_out([row("a", "2025-10-20")], LANES, (day("2025-10-01"), day("2025-10-31")), WIDE, 760, density=density)
        low, high = picture.overview.window
        assert high - low == 24  # never too narrow to take hold of
        assert picture.plot * 0.9 < low < high <= picture.plot
        assert len(picture.overview.bars) == 3
