from hypothesis import given
from hypothesis import strategies as st

from timeline.events import bitmap

POSITIONS = st.sets(st.integers(0, 400))


@given(POSITIONS)
def test_a_bitmap_holds_just_the_positions_it_was_made_of(where):
    made = bitmap.of(where, 401)
    assert list(bitmap.positions(made)) == sorted(where)
    assert made.bit_count() == len(where)


@given(st.integers(0, 300), st.integers(0, 300))
def test_between_holds_the_half_open_range(start, stop):
    assert list(bitmap.positions(bitmap.between(start, stop))) == list(range(start, stop))


def test_an_empty_record_has_an_empty_bitmap():
    assert bitmap.of([], 0) == bitmap.full(0) == 0
    assert list(bitmap.positions(0)) == []


@given(st.lists(st.sampled_from(["meeting", "visit", "call"]), max_size=200))
def test_a_column_is_parted_by_its_values(column):
    made = bitmap.by_value(column)
    assert {value: list(bitmap.positions(events)) for value, events in made.items()} == {
        value: [n for n, one in enumerate(column) if one == value] for value in set(column)
    }
