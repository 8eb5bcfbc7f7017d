"""Two people changed one record: what each changed, field by field, and the state that the choices make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from timeline.events.history.words import LISTS, Change, Names, differences, items, label, value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from timeline.events.dataset.records import Record


@dataclass(frozen=True)
class Field:
    """One field that either changed. `choice` is what is ticked at first: the only one who changed it, else mine."""

    key: str
    label: str
    theirs: tuple[str, ...]
    mine: tuple[str, ...]
    their_change: Change | None
    my_change: Change | None
    choice: str
    can_join: bool

    @property
    def both_changed(self) -> bool:
        return self.their_change is not None and self.my_change is not None


def fields(base: Record, theirs: Record, mine: Record, names: Names) -> list[Field]:
    """Every field in which the record as it is now and the form differ."""
    by_them = {one.key: one for one in differences(base, theirs, names)} if base else {}
    by_me = {one.key: one for one in differences(base, mine, names)} if base else {}
    found = []
    for key in {**theirs, **mine}:
        if theirs.get(key) == mine.get(key):
            continue
        they, i = by_them.get(key), by_me.get(key)
        choice = "theirs" if they and not i else "both" if they and i and key in LISTS and key != "translations" else "mine"
        found.append(
            Field(
                key,
                label(key),
                _words(key, theirs, names),
                _words(key, mine, names),
                they,
                i,
                choice,
                can_join=key in LISTS and key != "translations",
            )
        )
    return found


def _words(key: str, state: Record, names: Names) -> tuple[str, ...]:
    if key in LISTS:
        return tuple(items(key, state.get(key), names))
    said = value(key, state.get(key), state, names)
    return (said,) if said else ()


def merged(theirs: Record, mine: Record, choices: Mapping[str, Any]) -> Record:
    """The state that the choices make: theirs where nothing else is said."""
    made = dict(theirs)
    for key in {**theirs, **mine}:
        match choices.get(f"choose-{key}"):
            case "mine":
                if key in mine:
                    made[key] = mine[key]
                else:
                    made.pop(key, None)
            case "both":
                held = list(theirs.get(key) or [])
                made[key] = held + [one for one in mine.get(key) or [] if one not in held]
    return made
