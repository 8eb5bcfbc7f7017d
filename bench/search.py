"""How long a search takes at many events: `uv run python bench/search.py [--events 100000] [--database sqlite:///…|postgres://…]`.

Fills an empty database with events whose words are as common as words are (a few in every text, most in a few), actors, places and
sources, reads them into the search index, and times the searches a reader types: how many events there are, and the first three hundred in
their order, with nothing remembered from one run to the next; and what is suggested while the same is typed. Prints milliseconds: the
median and the worst of several runs, and the median of this process's own work, which a busy machine does not lengthen. A database made
here is dropped; one that is given is left, and not filled again where it has events.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
ACTORS, PLACES, SOURCES, BATCH = 2_000, 300, 20_000, 2_000
SEARCHES = [
    ("a rare word", "{rare}"),
    ("a word in one text of eight", "{middling}"),
    ("a word in nearly all texts", "{common}"),
    ("two common words", "{common} {common2}"),
    ("four words, two of them common", "{common} {middling} {common2} {middling2}"),
    ("a phrase of two common words", '"{common} {common2}"'),
    ("a rare phrase of two common words", '"{phrase}"'),
    ("a phrase of four words", '"{phrase4}"'),
    ("a word without another", "{middling} -{common}"),
    ("a beginning of three letters", "{start}*"),
    ("a name", "{actor}"),
    ("a name in another spelling", "Qassem Araqchi"),
    ("a typing error", "{typo}"),
    ("a word that is nowhere", "zzyzxqv"),
    ("twelve words", "{common} {common2} {middling} {middling2} {rare} {actor} a b c d e f"),
]


def vocabulary(rng: random.Random, size: int) -> list[str]:
    syllables = [a + b + c for a in "bdfghjklmnprstvz" for b in "aeiou" for c in ("", "n", "r", "l", "s")]
    words: dict[str, None] = {}
    while len(words) < size:
        words["".join(rng.choices(syllables, k=rng.choice((2, 2, 3, 3, 4))))] = None
    return list(words)


def fill(count: int, rng: random.Random) -> dict[str, str]:
    """What to ask for, in a database that has these events afterwards."""
    from django.db import connection, transaction

    from timeline.events.choices import ActorKind, EventKind, Role, Side, SourceKind, Status
    from timeline.events.models import Actor, ActorAlias, Citation, Event, Participation, Place, Source

    words = vocabulary(rng, 30_000)
    weights = [1 / (n + 3) for n in range(len(words))]
    stock = rng.choices(words, weights, k=2_000_000)

    def text(length: int) -> str:
        at = rng.randrange(len(stock) - length)
        return " ".join(stock[at : at + length])

    names = vocabulary(rng, ACTORS)
    typo = words[40]
    # Neighbours in the running text, so that there is something to be found.
    often = {word: n for n, word in enumerate(words[:300])}
    near = next(n for n in range(len(stock) // 2) if all(often.get(word, 0) > 40 for word in stock[n : n + 2]))
    run = next(n for n in range(len(stock) // 2) if all(word in often for word in stock[n : n + 4]))
    asked = {
        "common": words[0],
        "common2": words[1],
        "middling": words[60],
        "middling2": words[80],
        "rare": words[20_000],
        "start": words[200][:3],
        "phrase": " ".join(stock[near : near + 2]),
        "phrase4": " ".join(stock[run : run + 4]),
        "typo": typo[:2] + typo[3:2:-1] + typo[4:] + "q" if len(typo) > 5 else typo + "qq",
    }
    if Event.objects.exists():
        return asked | {"actor": Actor.objects.order_by("pk")[5].name}
    actors = Actor.objects.bulk_create(
        Actor(
            slug=f"a{n}",
            name=f"{name.title()} {rng.choice(names).title()}",
            kind=rng.choice(ActorKind.values),
            side=rng.choice(Side.values),
        )
        for n, name in enumerate(names)
    )
    ActorAlias.objects.create(actor=actors[0], name="Ghassem Araghchi")
    places = Place.objects.bulk_create(Place(slug=f"p{n}", name=f"{text(1).title()} {n}", country="Iraq") for n in range(PLACES))
    sources = Source.objects.bulk_create(
        Source(slug=f"s{n}", title=text(8), publisher=f"Paper {n % 200}", url=f"https://s.example/{n}", kind=SourceKind.NEWS)
        for n in range(SOURCES)
    )
    first = date(1979, 1, 1)
    for start in range(0, count, BATCH):
        with transaction.atomic():
            events = Event.objects.bulk_create(
                Event(
                    slug=f"e{n}",
                    title=(title := text(8))[:200],
                    label=title[:40],
                    summary=text(60),
                    kind=rng.choice(EventKind.values),
                    status=Status.PUBLISHED,
                    prominence=rng.choice((1, 1, 1, 2, 3)),
                    date=(first + timedelta(days=rng.randrange(17_000))).isoformat(),
                    place=rng.choice(places),
                )
                for n in range(start, min(count, start + BATCH))
            )
            Participation.objects.bulk_create(
                Participation(event=event, actor=actor, role=role)
                for event in events
                for actor, role in zip(rng.sample(actors, 2), (Role.INITIATOR, Role.TARGET), strict=True)
            )
            Citation.objects.bulk_create(Citation(event=event, source=rng.choice(sources)) for event in events)
        print(f"\r{start + BATCH:,} of {count:,} events", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return asked | {"actor": actors[5].name}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--database", default="")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="timeline-bench-") as folder:
        os.environ |= {"TIMELINE_LOCAL": "yes", "TIMELINE_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "timeline.settings"}
        if options.database:
            os.environ["DATABASE_URL"] = options.database
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from timeline.events import index, search
        from timeline.events.search import store

        call_command("migrate", verbosity=0)
        started = time.perf_counter()
        words = fill(options.events, random.Random(1))
        print(f"{connection.vendor}, {options.events:,} events, filled in {time.perf_counter() - started:.0f} s")
        started = time.perf_counter()
        if store.waiting():
            print(f"read into the index: {search.rebuild():,} records in {time.perf_counter() - started:.0f} s")
        started = time.perf_counter()
        now = index.current()
        _ = now.order
        print(f"the counting index of {now.size:,} events built in {time.perf_counter() - started:.1f} s")
        print(f"{'search':<38}{'found':>9}{'median ms':>12}{'worst ms':>11}{'our work ms':>14}{'suggested ms':>15}")
        for name, pattern in SEARCHES:
            asked = pattern.format(**words)
            took, worked, suggested = [], [], []
            for _run in range(options.runs):
                search._answer.cache_clear()  # noqa: SLF001
                now.words_found.clear()
                began, at_work = time.perf_counter(), time.process_time()
                found = search.find(asked)
                page = [position for position, _n in zip(found.ranked(now, found.within(now)), range(300), strict=False)]
                took.append((time.perf_counter() - began) * 1000)
                worked.append((time.process_time() - at_work) * 1000)
                now.words_found.clear()
                began = time.perf_counter()
                search.suggest(asked)
                suggested.append((time.perf_counter() - began) * 1000)
            del page
            figures = (
                f"{statistics.median(took):>12.1f}{max(took):>11.1f}{statistics.median(worked):>14.1f}{statistics.median(suggested):>15.1f}"
            )
            print(f"{name:<38}{found.events.bit_count():>9,}{figures}", flush=True)


if __name__ == "__main__":
    main()
