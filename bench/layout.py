"""How long the chart takes: the shipped dataset's layout, and views of as many made-up events as asked for, query included.

    uv run python bench/layout.py            the dataset, then 1,000 to 100,000 events
    uv run python bench/layout.py 10000      the dataset, then 10,000

Made-up records go into a database of their own, in a temporary folder. Each figure is the best and the median of several rounds, in ms,
with the bytes of the drawing and the marks drawn. Then windows of a day to four years, sparse and dense, in every kind of lanes and at
widths from a phone's to a wall's: the slowest of them, by the time that this process worked, and the most marks.
Budgets: the dataset's layout 50 ms; a view of 100,000 with its queries 100 ms; 1,500 marks.
"""
# ruff: noqa: E402 (the settings must stand before Django is imported)

import os
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ["TIMELINE_LOCAL"] = "yes"
os.environ["TIMELINE_DATA_DIR"] = tempfile.mkdtemp(prefix="timeline-bench-")
os.environ.pop("DATABASE_URL", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "timeline.settings"

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from timeline.chart.layout import lay_out
from timeline.chart.plan import STRIP, WIDE
from timeline.dates import FuzzyDate
from timeline.events import index
from timeline.events.dataset.check import read
from timeline.events.dataset.load import load
from timeline.events.models import Actor, Event, Participation
from timeline.web import chart
from timeline.web.filters import Filter

DATASET = Path(__file__).parent.parent / "fixtures" / "dataset.json"
ROUNDS = 9
WINDOWS = (1, 3, 7, 14, 30, 90, 365, 1500)
"""Days."""
MIDDLES = (date(2000, 6, 1), date(2024, 3, 7))
WIDTHS = (300, 390, 600, 760, 1100, 1600, 2560)
VIEWS = {
    "all, by side": "",
    "all, by actor": "lanes=actor",
    "one actor": "actor=iran",
    "one year": "from=2024-01-01&to=2024-12-31",
    "two weeks": "window=2024-03-01/2024-03-14",
}


def timed(work, rounds=ROUNDS):
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        result = work()
        times.append((time.perf_counter() - begun) * 1000)
    return min(times), statistics.median(times), result


def grow(wanted):
    """Events until there are `wanted`: spread over forty years, denser towards the end, with the dataset's own actors."""
    actors = list(Actor.objects.order_by("pk").values_list("pk", flat=True))
    have = Event.objects.count()
    first, days = date(1986, 1, 1).toordinal(), 40 * 365
    kinds = ["visit", "meeting", "call", "statement", "sanctions", "military", "agreement"]
    with transaction.atomic():
        made = []
        for n in range(have, wanted):
            when = date.fromordinal(first + round(days * ((n * 7919 % 10_007) / 10_007) ** 0.4) % days)
            made.append(
                Event(
                    slug=f"made-{n}", title=f"Made-up event {n}", label=f"Made-up {n}", kind=kinds[n % 7], status="published",
                    prominence=1 + n % 3, date=FuzzyDate.from_edtf(when.isoformat()), earliest=when, latest=when, mark_day=when,
                )
            )  # fmt: skip
        Event.objects.bulk_create(made, batch_size=2000)
        Participation.objects.bulk_create(
            [Participation(event=one, actor_id=actors[(n * k * 31 + n) % len(actors)]) for n, one in enumerate(made) for k in (1, 2)],
            batch_size=5000,
            ignore_conflicts=True,
        )


def report(name):
    index.current()
    for label, query in VIEWS.items():
        asked = Filter(QueryDict(query))
        now = index.current()
        selection = now.select(asked.query)

        def view(asked=asked, now=now, selection=selection):
            return chart.pictures(chart.view_of(asked, now, selection), [(WIDE, 760)])[0]

        best, median, picture = timed(view)
        with CaptureQueriesContext(connection) as queries:
            view()
        html_best, _, html = timed(lambda asked=asked, now=now, selection=selection: chart.drawing(asked, now, selection), 3)
        print(
            f"{name:>9} {label:15} view {best:6.1f} / {median:6.1f}   three drawings {html_best:6.1f}   {len(html) / 1000:6.1f} kB"
            f"   {picture.drawn:5} marks   {len(queries)} queries   {selection.bit_count():7} events"
        )


def sweep(name):
    """Every window, kind of lanes and width: the three slowest and the most marks."""
    now = index.current()
    found = []
    for lanes in ("side", "actor", "kind", "storyline"):
        for middle in MIDDLES:
            for days in WINDOWS:
                first = middle - timedelta(days // 2)
                query = f"lanes={lanes}&window={first}/{first + timedelta(days - 1)}"
                asked = Filter(QueryDict(query))
                selection = now.select(asked.query)
                for width in WIDTHS:
                    times = []
                    for _ in range(2):
                        begun = time.process_time()
                        view = chart.view_of(asked, now, selection)
                        (picture,) = chart.pictures(view, [(WIDE if width >= 600 else STRIP, width)])
                        times.append((time.process_time() - begun) * 1000)
                    found.append((min(times), picture.drawn, f"{query} at {width} px"))
    found.sort(reverse=True)
    print(f"{name:>9} {len(found)} windows: at most {max(drawn for _, drawn, _ in found)} marks, median {found[len(found) // 2][0]:.1f} ms")
    for spent, drawn, query in found[:3]:
        print(f"{'':>10}slowest {spent:6.1f} ms   {drawn:5} marks   {query}")


def main():
    sizes = [int(one) for one in sys.argv[1:]] or [1_000, 10_000, 100_000]
    call_command("migrate", verbosity=0)
    load(read(DATASET))
    asked = Filter(QueryDict(""))
    now = index.current()
    view = chart.view_of(asked, now, now.select(asked.query))
    rows = [row for _, row in chart.rows_of(view, view.within)]
    lanes = [lane for lane, _ in view.lanes]
    best, median, _ = timed(lambda: lay_out(rows, lanes, view.window, WIDE, 760), 25)
    print(f"layout of the dataset's {len(rows)} events: {best:.1f} / {median:.1f} ms (best / median)")
    report("dataset")
    for size in sizes:
        grow(size)
        report(f"{size:,}")
        sweep(f"{size:,}")


if __name__ == "__main__":
    main()
