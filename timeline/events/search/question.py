"""What was typed into the search field, read: words, "phrases", -exclusions, beginnings*. Whatever is typed means something."""

from __future__ import annotations

import re
from dataclasses import dataclass

from timeline.events.search import fold

_PIECE = re.compile(r"""(?P<minus>(?<!\S)[-−–])?(?:["“”„«»](?P<phrase>[^"“”„«»]*)(?:["“”„«»]|$)|(?P<word>[^\s"“”„«»]+))""")
CLOSING = ('"', "”", "»")
"""What ends a phrase, and begins none unless it is alone."""
MOST_TERMS = 40
"""Terms that are looked up. A question of two hundred characters has more only if it is noise."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must be found, or must not be: a folded word, or several that follow each other. `typed` is how it was written."""

    typed: str
    words: tuple[str, ...]
    begins: bool = False
    without: bool = False

    @property
    def is_phrase(self) -> bool:
        return len(self.words) > 1


def read(text: str) -> list[Term]:
    """The terms of a question, each once."""
    found: dict[tuple[tuple[str, ...], bool, bool], Term] = {}
    for piece in _PIECE.finditer(text):
        without = bool(piece["minus"])
        typed = piece["phrase"] if piece["phrase"] is not None else piece["word"]
        pairs = [(token.word, typed[token.start : token.end]) for token in fold.tokens(typed)]
        begins = piece["phrase"] is None and typed.endswith("*") and bool(pairs) and len(pairs[-1][0]) > 1
        if not pairs:
            continue
        if piece["phrase"] is not None or without:
            # What is to be left out is left out as it stands: -US-Iran is no reason to leave out Iran.
            terms = [Term(typed.strip(), tuple(word for word, _raw in pairs), begins, without)]
        else:
            last = len(pairs) - 1
            terms = [Term(raw, (word,), begins and n == last) for n, (word, raw) in enumerate(pairs)]
        for term in terms:
            found.setdefault((term.words, term.begins, term.without), term)
    terms = list(found.values())
    telling = [term for term in terms if term.is_phrase or term.without or term.begins or term.words[0] not in fold.STOPWORDS]
    return (telling if any(not term.without for term in telling) else terms)[:MOST_TERMS]
