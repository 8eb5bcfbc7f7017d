"""How long a date takes to read: every row of tests/dates, texts made to be slow, and EDTF strings.

    uv run bench/dates.py [--rounds 5]

Prints the median and the worst time of one call (the best of the rounds for each text, so that a busy machine does not count), first
with dateparser's words loaded, as a server has them, and what loading them takes.
"""

import argparse
import statistics
import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from timeline.dates import FuzzyDate, parse, show, warm  # noqa: E402
from timeline.dates.display import show as cached_show  # noqa: E402
from timeline.dates.single import read_single  # noqa: E402

ANCHOR = date(2025, 10, 22)
HOSTILE = {
    "200 figures": "1" * 200,
    "dashes": "1-" * 100,
    "open brackets": "(" * 200,
    "ranges in ranges": "from 1 to " * 20,
    "doubts": "about possibly " * 13,
    "before before": "before " * 28,
    "words of no language": "lorem ipsum dolor " * 11,
    "months": "March " * 33,
    "a number and words": "12 foo 13 bar 14 baz 15 qux " * 7,
    "Arabic and": "و" * 200,
    "joiners": "ه\u200c" * 100,
    "combining marks": "e\u0301" * 100,
    "slashes": "1/1/" * 50,
    "misspelt months": "3 Jnuary 2025 to 4 Febuary 2025 to 5 Marsh 2025 or 6 Aprill 2025",
}


def rows():
    for file in sorted((ROOT / "tests" / "dates").glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                text, anchor, _ = line.split("\t")
                yield text, date.fromisoformat(anchor)


def best(call, rounds, *, forget=lambda: None):
    times = []
    for _ in range(rounds):
        forget()
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def report(name, times):
    ordered = sorted(times.items(), key=lambda one: one[1])
    worst = ordered[-1]
    median = statistics.median(times.values()) * 1e3
    print(f"{name:24} {len(ordered):5} texts   median {median:7.3f} ms   worst {worst[1] * 1e3:7.3f} ms  {worst[0][:50]}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=5)
    rounds = arguments.parse_args().rounds
    start = time.perf_counter()
    warm()
    print(f"loading dateparser's words {(time.perf_counter() - start) * 1e3:.0f} ms, once a process")
    # Nothing remembered from the round before: what one editor's one text takes.
    report("rows", {text: best(lambda t=text, a=anchor: parse(t, a), rounds, forget=read_single.cache_clear) for text, anchor in rows()})
    report(
        "made to be slow",
        {name: best(lambda t=text: parse(t, ANCHOR), rounds, forget=read_single.cache_clear) for name, text in HOSTILE.items()},
    )
    strings = ["2025-10-21", "2025-10", "2005-11-21/2005-11-23?", "2025-10-01~/2025-10-10~", "../2002", "202X"]
    report("EDTF, first time", {one: best(lambda t=one: FuzzyDate(t), rounds * 200) for one in strings})
    report("EDTF, again", {one: best(lambda t=one: FuzzyDate.from_edtf(t), rounds * 200) for one in strings})
    report(
        "shown, first time",
        {one: best(lambda t=one: show(FuzzyDate.from_edtf(t)), rounds * 200, forget=cached_show.cache_clear) for one in strings},
    )


if __name__ == "__main__":
    main()
