# ruff: noqa: S608 (the only things put into statements are this module's constants)
"""Which documents have what many have: common words, beginnings and pairs of words, as flags that are read whole instead of row by row.

A search for a word that half the record says would fetch fifty thousand rows, several times over, to know where the word stands. What more
than `FROM` documents have is therefore kept beside the documents: a byte a record, `CHUNK` records a row, saying in which fields it stands.
What is not kept has few documents, and the database is asked for them. `search.documents` keeps both the same in one transaction.

What becomes common through single edits is kept from the next `keep` on (a big import, `manage.py rebuild_search`); until then the database
is asked for it like for any other word, and the answer is the same.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from itertools import batched, compress
from typing import TYPE_CHECKING

from django.db import connections

from timeline.events import bitmap
from timeline.events.search import store
from timeline.events.search.store import Kind, Way

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from timeline.events.search.store import Texts

KEPT = store.KEPT
KEYS = store.KEPT_KEYS
FROM = 1000
"""Documents from which on a word, a beginning or a pair of words is kept."""
CHUNK = bitmap.CHUNK
FIELDS = (1, 2, 4)
"""Flags of the fields, in the order of a document's texts: title, said, body."""
TITLE, SAID, BODY = FIELDS
ANY = TITLE | SAID | BODY
ASKED = 400
"""Keys asked for in one statement."""

Chunks = dict[int, bytes]
"""Flags by chunk: record r has byte r % CHUNK of chunk r // CHUNK."""


def key_of(way: Way) -> str | None:
    """What a way is kept under: a word, a beginning with its asterisk, a pair of words; longer phrases are not kept."""
    match way.words:
        case (word,):
            return f"{word}*" if way.begins else word
        case (one, other) if not way.begins:
            return f"{one} {other}"
    return None


def _of_word(word: str) -> list[str]:
    return [word, *(f"{word[:n]}*" for n in range(1, len(word) + 1))]


def _flags(texts: Texts, keys: Mapping[str, Sequence[str]], pairs: Collection[str], words: Collection[str] | None = None) -> dict[str, int]:
    """Which keys a document has, and in which fields: of its words those that `keys` has for them, and of its pairs of words those that
    are among `pairs`, where both are among `words`."""
    found: dict[str, int] = {}
    for flag, said in zip(FIELDS, texts, strict=True):
        if not said:
            continue
        for word in set(said):
            for key in keys.get(word, ()):
                found[key] = found.get(key, 0) | flag
        for pair in store.pairs(said, words):
            if pair in pairs:
                found[pair] = found.get(pair, 0) | flag
    return found


# ---- asking ----


def look_up(ways: Iterable[Way], using: str = "default") -> dict[Way, dict[Kind, Chunks]]:
    """Of these ways those that are kept, with their documents by kind."""
    by_key = {key: way for way in ways if (key := key_of(way))}
    found: dict[Way, dict[Kind, Chunks]] = {}
    if not by_key:
        return found
    with connections[using].cursor() as cursor:
        for some in batched(sorted(by_key), ASKED, strict=False):
            cursor.execute(f"SELECT key, kind, chunk, flags FROM {KEPT} WHERE key IN ({', '.join(['%s'] * len(some))})", some)
            for key, kind, chunk, flags in cursor.fetchall():
                found.setdefault(by_key[key], {}).setdefault(Kind(kind), {})[chunk] = zlib.decompress(flags)
    return found


def records(chunks: Chunks, flags: int = ANY) -> list[int]:
    """The records that have any of the flags."""
    table = bitmap.having(flags)
    return [
        record for chunk, held in chunks.items() for record in compress(range(chunk * CHUNK, (chunk + 1) * CHUNK), held.translate(table))
    ]


def count(chunks: Chunks) -> int:
    return sum(len(held) - held.count(0) for held in chunks.values())


# ---- keeping ----


def _write(rows: Iterable[tuple[str, Kind, int, bytes]], using: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {KEPT} (key, kind, chunk, flags) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (key, kind, chunk) DO UPDATE SET flags = excluded.flags",
            [(key, kind, chunk, zlib.compress(flags, 1)) for key, kind, chunk, flags in rows],
        )


def keep(using: str = "default") -> int:
    """Find out anew what is common, and keep it; how many keys there are then. Walks through all documents three times."""
    words: Counter[str] = Counter()
    for _kind, _record, texts in store.every(using):
        words.update({word for one in texts for word in one})
    common = {word for word, n in words.items() if n >= FROM}
    paired: Counter[str] = Counter()
    if common:
        for _kind, _record, texts in store.every(using):
            paired.update({pair for one in texts for pair in store.pairs(one, common)})
    begun: Counter[str] = Counter()
    for word, n in words.items():
        for beginning in _of_word(word)[1:]:
            begun[beginning] += n
    # The sum over words counts some documents twice: a few beginnings are kept that would not have to be.
    beginnings = {key for key, n in begun.items() if n >= FROM}
    pairs = {key for key, n in paired.items() if n >= FROM}
    # What a common word adds to a beginning is added a chunk at a time, and not document by document.
    keys = {word: [word] if word in common else [key for key in _of_word(word)[1:] if key in beginnings] for word in words}
    added = [(beginning, word) for word in sorted(common) for beginning in _of_word(word)[1:]]
    del words, paired, begun
    empty(using)
    wanted = common | beginnings | pairs
    with connections[using].cursor() as cursor:
        cursor.executemany(f"INSERT INTO {KEYS} (key) VALUES (%s)", [(key,) for key in sorted(wanted)])
    if not wanted:
        return 0
    made: dict[tuple[str, Kind], bytearray] = defaultdict(lambda: bytearray(CHUNK))
    chunk = 0

    def flush() -> None:
        for kind in {kind for _key, kind in made}:
            for beginning, word in added:
                if (word, kind) in made:
                    both = int.from_bytes(made[beginning, kind]) | int.from_bytes(made[word, kind])
                    made[beginning, kind] = bytearray(both.to_bytes(CHUNK))
        _write(((key, kind, chunk, bytes(flags)) for (key, kind), flags in made.items()), using)
        made.clear()

    for kind, record, texts in store.every(using):
        if record // CHUNK != chunk:
            flush()
            chunk = record // CHUNK
        at = record % CHUNK
        for key, flag in _flags(texts, keys, pairs, common).items():
            made[key, kind][at] = flag
    flush()
    return len(wanted)


def empty(using: str = "default") -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(f"DELETE FROM {KEPT}")
        cursor.execute(f"DELETE FROM {KEYS}")


def _wanted(using: str) -> set[str]:
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT key FROM {KEYS}")
        return {key for (key,) in cursor.fetchall()}


def replace(kind: Kind, before: Mapping[int, Texts], after: Mapping[int, Texts], using: str = "default") -> None:
    """Make what is kept follow documents of one kind that change from `before` to `after`, by record."""
    wanted = _wanted(using)
    if not wanted:
        return
    changes: dict[tuple[str, int], dict[int, int]] = defaultdict(dict)
    words = {word for several in (before, after) for texts in several.values() for one in texts for word in one}
    keys = {word: [key for key in _of_word(word) if key in wanted] for word in words}
    for record in before.keys() | after.keys():
        old, new = (_flags(texts[record], keys, wanted) if record in texts else {} for texts in (before, after))
        for key in old.keys() | new.keys():
            if old.get(key) != new.get(key):
                changes[key, record // CHUNK][record % CHUNK] = new.get(key, 0)
    held: dict[tuple[str, int], bytes] = {}
    chunks = sorted({chunk for _key, chunk in changes})
    with connections[using].cursor() as cursor:
        for some in batched(sorted({key for key, _chunk in changes}), ASKED, strict=False):
            cursor.execute(
                f"SELECT key, chunk, flags FROM {KEPT} WHERE key IN ({', '.join(['%s'] * len(some))}) AND kind = %s "
                f"AND chunk IN ({', '.join(['%s'] * len(chunks))})",
                [*some, kind, *chunks],
            )
            held.update({(key, chunk): zlib.decompress(flags) for key, chunk, flags in cursor.fetchall()})
    rows = []
    for (key, chunk), changed in changes.items():
        flags = bytearray(held.get((key, chunk), bytes(CHUNK)))
        for at, flag in changed.items():
            flags[at] = flag
        rows.append((key, kind, chunk, bytes(flags)))
    _write(rows, using)
