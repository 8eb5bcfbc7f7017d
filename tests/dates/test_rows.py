"""What people type and what it means: `examples.tsv` is the specification's own sample, the others are ours, language by language.

Each row: the text, the day it is read on, the EDTF readings that are right (`|` between them; `!` for refused).
"""

from datetime import date
from pathlib import Path

import pytest

from timeline.dates import parse

HERE = Path(__file__).parent


def rows():
    for file in sorted(HERE.glob("*.tsv")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                text, anchor, right = line.split("\t")
                yield pytest.param(text, date.fromisoformat(anchor), right.split("|"), id=f"{file.stem}: {text}")


ROWS = list(rows())


def meaning(reading):
    return reading.date.edtf if reading.date else "!"


@pytest.mark.parametrize("text, anchor, right", ROWS)
def test_it_means_what_it_says(text, anchor, right):
    reading = parse(text, anchor)
    assert meaning(reading) in right, reading.error
    assert bool(reading.error) is (reading.date is None)
    assert bool(reading.explanation) is (reading.date is not None)


def test_there_are_three_hundred_rows_of_our_own():
    assert len([row for row in ROWS if not row.id.startswith("examples: ")]) >= 300
    assert len([row for row in ROWS if row.id.startswith("examples: ")]) == 56
