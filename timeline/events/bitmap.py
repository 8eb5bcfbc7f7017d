"""Sets of events as Python integers: bit n stands for the n-th published event in the order of the record.

Intersection, union and counting of 100,000 events take microseconds, so every count on a page is exact and follows every filter.
"""

from collections.abc import Iterable, Iterator


def of(positions: Iterable[int], size: int) -> int:
    """The bitmap with these bits set; `size` is the number of events in the record."""
    packed = bytearray(size // 8 + 1)
    for position in positions:
        packed[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(packed, "little")


def full(size: int) -> int:
    return (1 << size) - 1


def between(start: int, stop: int) -> int:
    """Bits start … stop - 1."""
    return ((1 << (stop - start)) - 1) << start if stop > start else 0


def positions(bitmap: int) -> Iterator[int]:
    """The bits set, lowest first."""
    digits = bin(bitmap)[:1:-1]
    found = digits.find("1")
    while found >= 0:
        yield found
        found = digits.find("1", found + 1)
