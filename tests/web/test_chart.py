"""The chart shows what the page says it shows: as many events, in each lane and altogether."""

import pytest
from django.http import QueryDict
from django.utils import translation

from timeline.chart.plan import INSIDE, STRIP, WIDE
from timeline.events import bitmap, index
from timeline.web import chart
from timeline.web.filters import Filter

FILTERS = [
    "",
    "actor=iran",
    "actor=iraq&actor=us&match=all&lanes=actor",
    "kind=meeting&lanes=kind",
    "from=2025-10-07&to=2025-11-13",
    "from=2019&to=2020&lanes=kind",
    "from=2003-03-20&to=2011-12-18",
    "from=2025-10-15&to=2025-10-24&side=iran",
    "from=2025-10-20&to=2025-10-20",
    "from=2015-07-14",
    "to=1988-08-20",
    "confidence=reported&from=2024-01-05&to=2024-02-10&lanes=storyline",
    "from=1985-06-01&to=1985-06-20",
]


def counted(picture):
    """How many events the picture shows, alone or in bubbles, and how many in each lane."""
    lanes = dict.fromkeys((band.lane.key for band in picture.bands), 0)
    for chord in picture.chords:
        for mark in chord.marks:
            lanes[picture.bands[mark.lane].lane.key] += 1
    for bubble in picture.bubbles:
        for share in bubble.shares:
            lanes[picture.bands[share.lane].lane.key] += share.count
    return len(picture.chords) + sum(bubble.total for bubble in picture.bubbles), lanes


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_chart_shows_as_many_events_as_the_page_says(dataset, db, language, monkeypatch):
    """Every event of a filter, with those whose own day lies before or after its dates, fetched or counted in the index."""
    now = index.current()
    carried = 0
    with translation.override(language):
        for query in FILTERS:
            asked = Filter(QueryDict(query))
            selection = now.select(asked.query)
            view = chart.view_of(asked, now, selection)
            for fetch in (450, 0):
                monkeypatch.setattr(chart, "FETCH", fetch)
                for picture in chart.pictures(view, [(WIDE, 760), (STRIP, 300), (INSIDE, 320)]):
                    total, lanes = counted(picture)
                    assert total == selection.bit_count(), query
                    assert lanes == {lane.key: (events & selection).bit_count() for lane, events in view.lanes}, query
                    carried += sum(1 for one in picture.chords if one.carried)
    assert carried


def test_a_zoomed_chart_shows_all_that_can_lie_in_its_window(dataset, db):
    now = index.current()
    everything = bitmap.full(now.size)
    for first in range(now.marks[0], now.marks[-1], 611):
        for days in (9, 47, 300):
            view = chart.View(now, everything, (first, first + days), chart.side_lanes(now, everything), "", "en", rtl=False, backdrop=0)
            (picture,) = chart.pictures(view, [(WIDE, 760)])
            within = now.within(first, first + days)
            assert counted(picture) == (within.bit_count(), {lane.key: (events & within).bit_count() for lane, events in view.lanes})
