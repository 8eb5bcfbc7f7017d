"""How files behave at any number of events: seconds to the first byte and to the last, bytes, and how much memory a request adds.

    uv run python bench/exports.py --events 100000 --formats csv json zip

Makes a database of its own in a temporary folder (the shipped actors and sources, invented events), asks each file through the whole stack
(middleware, compression, streaming) in this process, and writes a table. Events are made up evenly; nothing is kept. `--database` takes one
that has events already, such as search.py leaves, and adds none.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

FORMATS = ("csv", "xlsx", "zip", "json", "jsonld", "ris", "bib", "csl.json", "ics", "atom", "timeline.json")


def prepare() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("import_dataset", str(ROOT / "fixtures" / "dataset.json"), verbosity=0)


def fill(count: int) -> None:
    """`count` published events with three participants and two sources each."""
    from datetime import date, timedelta

    from timeline.events.models import Actor, Citation, Event, Participation, Source

    actors, sources = list(Actor.objects.values_list("pk", flat=True)), list(Source.objects.values_list("pk", flat=True))
    first = date(1979, 1, 1)
    kinds = ("meeting", "visit", "call", "statement", "sanctions")
    for start in range(0, count, 2000):
        numbers = range(start, min(start + 2000, count))
        made = Event.objects.bulk_create(
            Event(
                slug=f"made-{n}",
                title=f"Invented event number {n} between several sides",
                label=f"Invented event {n}",
                summary="An invented event, as long as most summaries on record are, so that files have the size they would have. " * 2,
                kind=kinds[n % 5],
                status="published",
                date=(first + timedelta(days=n % 17_000)).isoformat(),
            )
            for n in numbers
        )
        Participation.objects.bulk_create(
            Participation(
                event=one, actor_id=actors[(n * 7 + k * 13) % len(actors)], role=("host", "participant", "speaker")[k], position=k
            )
            for n, one in zip(numbers, made, strict=True)
            for k in range(3)
        )
        Citation.objects.bulk_create(
            Citation(event=one, source_id=sources[(n * 3 + k * 17) % len(sources)], supports="What it says", position=k)
            for n, one in zip(numbers, made, strict=True)
            for k in range(2)
        )


def resident() -> float:
    """MB of memory that this process has now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--formats", nargs="*", default=FORMATS)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "TIMELINE_DATA_DIR": folder,
            "TIMELINE_LOCAL": "yes",
            "TIMELINE_CACHE_URL": "none:",
            "DJANGO_SETTINGS_MODULE": "timeline.settings",
        }
        if options.database:
            os.environ["DATABASE_URL"] = options.database
        import django

        django.setup()
        from django.conf import settings
        from django.test import Client

        settings.ALLOWED_HOSTS = ["testserver"]
        from django.db import transaction

        began = time.perf_counter()
        if not options.database:
            prepare()
            with transaction.atomic():
                fill(options.events)
            print(f"{options.events:,} events made in {time.perf_counter() - began:.0f} s")
        client = Client(headers={"accept-encoding": "gzip"})
        began = time.perf_counter()
        client.get("/events.ris?kind=election")
        print(f"index and catalogue read in {time.perf_counter() - began:.2f} s (once a process and version)")
        print("\n| file | first byte, s | whole, s | MB sent | memory added, MB |\n| --- | --- | --- | --- | --- |")
        for extension in options.formats:
            before = peak = resident()
            began = time.perf_counter()
            response = client.get(f"/events.{extension}")
            parts = iter(response.streaming_content if response.streaming else [response.content])
            size = len(next(parts))
            first = time.perf_counter() - began
            for n, part in enumerate(parts):
                size += len(part)
                if not n % 50:
                    peak = max(peak, resident())
            whole = time.perf_counter() - began
            print(f"| {extension} | {first:.2f} | {whole:.1f} | {size / 1e6:.1f} | {max(peak, resident()) - before:.0f} |", flush=True)


if __name__ == "__main__":
    main()
