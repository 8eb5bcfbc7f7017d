"""Why a text is not taken for a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timeline.dates.fuzzy import FuzzyDate


class RefusedError(Exception):
    """A reason (a key of the messages and its values) and the dates that may have been meant."""

    def __init__(self, key: str, meant: Iterable[FuzzyDate] = (), **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values
        self.meant = tuple(dict.fromkeys(meant))
