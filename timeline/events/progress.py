"""How far a command has come, for people: one line that moves on a terminal, a line every tenth in a log."""

import sys
from dataclasses import dataclass, field
from typing import TextIO

WIDTH = 30


@dataclass
class Bar:
    """Call it with what is counted, how many are done and how many there are."""

    out: TextIO = field(default_factory=lambda: sys.stderr)
    told: dict[str, int] = field(default_factory=dict)

    def __call__(self, name: str, done: int, total: int) -> None:
        if not total:
            return
        tenth = 10 * done // total
        if self.out.isatty():
            filled = WIDTH * done // total
            self.out.write(f"\r{name:<14}[{'#' * filled}{'.' * (WIDTH - filled)}] {done:,} of {total:,}" + ("\n" if done == total else ""))
        elif tenth != self.told.get(name):
            self.out.write(f"{name:<14}{done:,} of {total:,}\n")
        self.told[name] = tenth
        self.out.flush()
