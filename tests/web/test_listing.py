"""The list under the chart: how it is cut into what is shown at once and what follows."""

import pytest

from timeline.web.listing import FIRST, PORTION, Item, Listing, Month


def months(*sizes):
    entries = [[Item(f"{n}-{k}", "", "", "") for k in range(size)] for n, size in enumerate(sizes)]
    return [Month(f"{n}", f"month {n}", len(some), some) for n, some in enumerate(entries)]


SIZES = [(), (1,), (FIRST,), (FIRST + 1,), (FIRST, 1), (FIRST - 1, 2, 5), (FIRST + 3 * PORTION, 4), (7,) * 40]


@pytest.mark.parametrize("sizes", SIZES)
def test_portions_hold_all_entries_in_order_and_name_each_month_once(sizes):
    whole = months(*sizes)
    portions = Listing(whole, 1, 1, sum(sizes)).portions
    cut = [month for portion in portions for month in portion]
    assert [one.slug for month in cut for one in month.entries] == [one.slug for month in whole for one in month.entries]
    assert [(month.label, month.count) for month in cut if month.label] == [(month.label, month.count) for month in whole]
    assert all(month.entries for month in cut)
    held = [sum(len(month.entries) for month in portion) for portion in portions]
    assert held[:-1] == ([FIRST] + [PORTION] * len(portions))[: len(portions) - 1]
    assert held[-1] <= PORTION
    assert len(portions) == 1 + max(0, -(-(sum(sizes) - FIRST) // PORTION))
    assert all(portion[0].label or n for n, portion in enumerate(portions) if portion), "only a later portion goes on with a month"
