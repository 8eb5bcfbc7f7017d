"""Every rule of the grammar matters: taken away, at least one row of ours means something else. A rule that breaks is noticed here."""

import pytest

from tests.dates.test_rows import ROWS, meaning
from timeline.dates import parse
from timeline.dates.grammar import RULES


def outcome(text, anchor, **options):
    """The date, or the dates that are offered instead."""
    reading = parse(text, anchor, **options)
    return meaning(reading), [one.date.edtf for one in reading.alternatives]


@pytest.mark.parametrize("name", RULES)
def test_without_it_some_row_is_read_wrongly(name):
    rows = [(text, anchor) for text, anchor, _right in (row.values for row in ROWS)]
    assert any(outcome(*row, without=frozenset({name})) != outcome(*row) for row in rows)
