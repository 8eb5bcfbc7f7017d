# ruff: noqa: S608 (the only things put into statements are this module's constants)
"""Where the search documents are kept: SQLite's FTS5 and PostgreSQL's tsvector, behind the same few functions.

Five tables, made after every migrate and known to no model: the documents, every word they have with its skeleton, the queue of records
that changed since, and what many documents have (`search.kept`), in two. Triggers write the queue, one row for each changed record, so
that it is right for forms, imports, bulk statements and SQL typed by hand; `timeline.events.search.refresh` empties it. The queue has no
unique key: two editors who save at once never wait for each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.db import connections, router

from timeline.events.search import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

DOCUMENTS = "events_search"
QUEUE = "events_searchqueue"
WORDS = "events_searchword"
KEPT = "events_searchkept"
KEPT_KEYS = "events_searchkeptkey"
VERSION = 2
"""To be raised when folding or the tables change: after the next migrate everything is read anew."""
MARKER = f"events_search_made_{VERSION}"


class Kind(IntEnum):
    """What a document is about. Stored, so the numbers stay."""

    EVENT = 0
    ACTOR = 1
    STORYLINE = 2
    SOURCE = 3
    PLACE = 4
    PLACE_NAME = 6
    """Only in the queue: a name in another language, which any place may have."""
    EVERYTHING = 7
    """Only in the queue: a table was emptied at one stroke."""


Texts = tuple[Sequence[str], Sequence[str], Sequence[str]]
"""The folded words of a document: its title, what is said in it, and its body."""
SHIFT = 3
"""A document's number is the record's, shifted by this, and the kind."""

# What makes a record's document stale: the table, the kind, the column that holds the record, and the columns that matter (None: any).
WATCHED: list[tuple[str, Kind, str, tuple[str, ...] | None]] = [
    ("events_event", Kind.EVENT, "id", ("title", "label", "summary", "date_note", "status")),
    ("events_eventtranslation", Kind.EVENT, "event_id", None),
    ("events_statement", Kind.EVENT, "event_id", ("event_id", "text")),
    ("events_actor", Kind.ACTOR, "id", None),
    ("events_actoralias", Kind.ACTOR, "actor_id", None),
    ("events_actortranslation", Kind.ACTOR, "actor_id", None),
    ("events_storyline", Kind.STORYLINE, "id", None),
    ("events_storylinetranslation", Kind.STORYLINE, "storyline_id", None),
    ("events_source", Kind.SOURCE, "id", ("title", "publisher")),
    ("events_place", Kind.PLACE, "id", None),
    ("events_placename", Kind.PLACE_NAME, "id", None),
]


@dataclass(frozen=True, slots=True)
class Document:
    """The folded words of a record: its names, what is quoted in it, and the rest."""

    kind: Kind
    record: int
    title: tuple[str, ...]
    said: tuple[str, ...] = ()
    body: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        return self.record << SHIFT | self.kind

    @property
    def texts(self) -> Texts:
        return self.title, self.said, self.body

    @property
    def words(self) -> set[str]:
        return {*self.title, *self.said, *self.body}


@dataclass(frozen=True, slots=True)
class Way:
    """One way to find something: words that follow each other, the last of them perhaps only a beginning."""

    words: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A word on record. `named`: it stands in the name of an actor or a place."""

    word: str
    named: bool


def _is_postgresql(using: str) -> bool:
    return connections[using].vendor == "postgresql"


# ---- making the tables ----

# `pairs` holds each two words that follow each other as one word, _nuclear_talks: a phrase of two common words is looked up and not
# searched for in half the record. No folded word has the character, so no word and no beginning is ever found in there.
_SQLITE = [
    f"""CREATE VIRTUAL TABLE IF NOT EXISTS {DOCUMENTS}
    USING fts5(title, said, body, pairs, tokenize = "unicode61 remove_diacritics 0 tokenchars '_'")""",
    f"""CREATE TABLE IF NOT EXISTS {KEPT}
    (key text NOT NULL, kind integer NOT NULL, chunk integer NOT NULL, flags blob NOT NULL, PRIMARY KEY (key, kind, chunk))""",
    f"CREATE TABLE IF NOT EXISTS {KEPT_KEYS} (key text PRIMARY KEY) WITHOUT ROWID",
    f"CREATE TABLE IF NOT EXISTS {QUEUE} (id integer PRIMARY KEY AUTOINCREMENT, kind integer NOT NULL, record bigint NOT NULL)",
    f"CREATE TABLE IF NOT EXISTS {WORDS} (word text PRIMARY KEY, skeleton text NOT NULL, named bool NOT NULL) WITHOUT ROWID",
    f"CREATE INDEX IF NOT EXISTS {WORDS}_skeleton ON {WORDS} (skeleton)",
]
_POSTGRESQL = [
    # The vectors are kept apart from the rows, so that a search which finds half the record reads a few pages.
    f"""CREATE TABLE IF NOT EXISTS {DOCUMENTS} (id bigint PRIMARY KEY, words tsvector NOT NULL, texts text NOT NULL)
    WITH (toast_tuple_target = 128)""",
    f"""CREATE TABLE IF NOT EXISTS {KEPT} (key text COLLATE "C" NOT NULL, kind smallint NOT NULL, chunk integer NOT NULL,
    flags bytea NOT NULL, PRIMARY KEY (key, kind, chunk))""",
    # They come compressed.
    f"ALTER TABLE {KEPT} ALTER COLUMN flags SET STORAGE EXTERNAL",
    f'CREATE TABLE IF NOT EXISTS {KEPT_KEYS} (key text COLLATE "C" PRIMARY KEY)',
    f"CREATE INDEX IF NOT EXISTS {DOCUMENTS}_words ON {DOCUMENTS} USING gin (words) WITH (fastupdate = off)",
    f"""CREATE TABLE IF NOT EXISTS {QUEUE}
    (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, kind smallint NOT NULL, record bigint NOT NULL)""",
    f'CREATE TABLE IF NOT EXISTS {WORDS} (word text COLLATE "C" PRIMARY KEY, skeleton text NOT NULL, named boolean NOT NULL)',
    f"CREATE INDEX IF NOT EXISTS {WORDS}_skeleton ON {WORDS} (skeleton)",
    f"""
    CREATE OR REPLACE FUNCTION search_queue() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      before bigint; after bigint;
    BEGIN
      IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO {QUEUE} (kind, record) VALUES ({Kind.EVERYTHING:d}, 0);
        RETURN NULL;
      END IF;
      IF TG_OP <> 'INSERT' THEN before := (to_jsonb(OLD) ->> TG_ARGV[1])::bigint; END IF;
      IF TG_OP <> 'DELETE' THEN after := (to_jsonb(NEW) ->> TG_ARGV[1])::bigint; END IF;
      INSERT INTO {QUEUE} (kind, record) VALUES (TG_ARGV[0]::smallint, coalesce(after, before));
      IF before <> after THEN INSERT INTO {QUEUE} (kind, record) VALUES (TG_ARGV[0]::smallint, before); END IF;
      RETURN NULL;
    END $$
    """,
]


def _triggers(table: str, kind: Kind, column: str, columns: Sequence[str] | None, *, postgresql: bool) -> Iterator[str]:
    only = f" OF {', '.join(columns)}" if columns else ""
    if postgresql:
        run = f"EXECUTE FUNCTION search_queue('{kind:d}', '{column}')"
        yield f'CREATE OR REPLACE TRIGGER "search_queue" AFTER INSERT OR UPDATE{only} OR DELETE ON "{table}" FOR EACH ROW {run}'
        yield f'CREATE OR REPLACE TRIGGER "search_emptied" AFTER TRUNCATE ON "{table}" FOR EACH STATEMENT {run}'
        return
    # They name no table but the queue: SQLite renames no table while a trigger speaks of one that is gone, as one is in a migration.
    for event, change in (("insert", "INSERT"), ("update", f"UPDATE{only}"), ("delete", "DELETE")):
        rows = {"insert": f"NEW.{column}", "delete": f"OLD.{column}", "update": f"OLD.{column} UNION SELECT {kind:d}, NEW.{column}"}[event]
        yield (
            f'CREATE TRIGGER IF NOT EXISTS "search_queue_{table}_{event}" AFTER {change} ON "{table}" '
            f"BEGIN INSERT INTO {QUEUE} (kind, record) SELECT {kind:d}, {rows}; END"
        )


def install(using: str = "default", **_signal: Any) -> None:
    """Put the tables and triggers in place; run after every migrate, and again as often as one likes."""
    from timeline.events.models import Event

    connection = connections[using]
    present = set(connection.introspection.table_names())
    if not router.allow_migrate_model(using, Event) or not {table for table, *_rest in WATCHED} <= present:
        return
    postgresql = _is_postgresql(using)
    with connection.cursor() as cursor:
        older = [table for table in present if table.startswith("events_search_made_") and table != MARKER]
        if MARKER not in present:
            for table in [*older, DOCUMENTS, WORDS, KEPT, KEPT_KEYS]:
                cursor.execute(f'DROP TABLE IF EXISTS "{table}"')
        for statement in _POSTGRESQL if postgresql else _SQLITE:
            cursor.execute(statement)
        for table, kind, column, columns in WATCHED:
            for statement in _triggers(table, kind, column, columns, postgresql=postgresql):
                cursor.execute(statement)
        if MARKER not in present:
            cursor.execute(f"CREATE TABLE {MARKER} (id integer)")
            cursor.execute(f"INSERT INTO {QUEUE} (kind, record) VALUES (%s, 0)", [Kind.EVERYTHING])


# ---- the queue ----


def waiting(using: str = "default") -> bool:
    """Whether any record changed since its document was written."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {QUEUE} LIMIT 1")
        return cursor.fetchone() is not None


def take(most: int, using: str = "default") -> set[tuple[Kind, int]]:
    """Take up to `most` entries off the queue; inside a transaction, so that they come back if it fails."""
    # Another process's share is left to it; what an editor has not committed yet is not seen, and taken next time.
    lock = " FOR UPDATE SKIP LOCKED" if _is_postgresql(using) else ""
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {QUEUE} WHERE id IN (SELECT id FROM {QUEUE} ORDER BY id LIMIT %s{lock}) RETURNING kind, record", [most]
        )
        return {(Kind(kind), record) for kind, record in cursor.fetchall()}


def put(entries: Iterable[tuple[Kind, int]], using: str = "default") -> None:
    with connections[using].cursor() as cursor:
        cursor.executemany(f"INSERT INTO {QUEUE} (kind, record) VALUES (%s, %s)", list(entries))


def empty(using: str = "default") -> None:
    """Forget every document, every word and all that waits."""
    with connections[using].cursor() as cursor:
        for table in (DOCUMENTS, WORDS, QUEUE, KEPT, KEPT_KEYS):
            cursor.execute(f"DELETE FROM {table}")


def lock(*, wait: bool, using: str = "default") -> bool:
    """Make sure that until the transaction ends no other process writes documents; False where one does and we do not wait for it."""
    if not _is_postgresql(using):
        return True  # SQLite has one writer at a time.
    with connections[using].cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


_LOCK = 7_300_451
"""Any number that nothing else in the database locks."""


# ---- documents ----


def pairs(words: Sequence[str], among: Collection[str] | None = None) -> Iterator[str]:
    """Each two words that follow each other, where both are `among` these."""
    for one, other in pairwise(words):
        if among is None or (one in among and other in among):
            yield f"{one} {other}"


def _joined(pair: str) -> str:
    return "_" + pair.replace(" ", "_")


def _texts(*columns: str) -> Texts:
    title, said, body = (column.split(" ") if column else () for column in columns)
    return title, said, body


def texts(kind: Kind, records: Iterable[int], using: str = "default") -> dict[int, Texts]:
    """The folded words of the documents of these records."""
    numbers = [record << SHIFT | kind for record in records]
    if not numbers:
        return {}
    marks = ", ".join(["%s"] * len(numbers))
    return {number >> SHIFT: words for number, words in _read(f"IN ({marks})", numbers, using)}


def every(using: str = "default") -> Iterator[tuple[Kind, int, Texts]]:
    """All documents by the numbers of their records, a few thousand in memory at a time."""
    last = -1
    while some := _read("> %s ORDER BY 1 LIMIT 5000", [last], using):
        for number, words in some:
            yield Kind(number & 7), number >> SHIFT, words
        last = some[-1][0]


def _read(where: str, values: Sequence[Any], using: str) -> list[tuple[int, Texts]]:
    with connections[using].cursor() as cursor:
        if _is_postgresql(using):
            cursor.execute(f"SELECT id, texts FROM {DOCUMENTS} WHERE id {where}", values)
            return [(number, _texts(*held.split("\n"))) for number, held in cursor.fetchall()]
        cursor.execute(f"SELECT rowid, title, said, body FROM {DOCUMENTS} WHERE rowid {where}", values)
        return [(number, _texts(*held)) for number, *held in cursor.fetchall()]


def drop(kind: Kind, records: Iterable[int], using: str = "default") -> None:
    key = "id" if _is_postgresql(using) else "rowid"
    with connections[using].cursor() as cursor:
        cursor.executemany(f"DELETE FROM {DOCUMENTS} WHERE {key} = %s", [(record << SHIFT | kind,) for record in records])


def write(documents: Sequence[Document], using: str = "default") -> None:
    """Put documents in place of those that the same records had. `drop` comes first."""
    if not documents:
        return
    words: dict[str, bool] = {}
    for document in documents:
        names = document.kind in (Kind.ACTOR, Kind.PLACE)
        for word in document.words:
            words[word] = words.get(word, False)
        if names:
            words.update(dict.fromkeys(document.title, True))
    with connections[using].cursor() as cursor:
        if _is_postgresql(using):
            cursor.executemany(
                f"INSERT INTO {DOCUMENTS} (id, words, texts) VALUES (%s, %s::tsvector, %s) "
                "ON CONFLICT (id) DO UPDATE SET words = excluded.words, texts = excluded.texts",
                [(one.number, _vector(one), "\n".join(" ".join(words) for words in one.texts)) for one in documents],
            )
        else:
            cursor.executemany(
                f"INSERT INTO {DOCUMENTS} (rowid, title, said, body, pairs) VALUES (%s, %s, %s, %s, %s)",
                [
                    (
                        one.number,
                        *(" ".join(words) for words in one.texts),
                        " ".join({_joined(pair): None for words in one.texts for pair in pairs(words)}),
                    )
                    for one in documents
                ],
            )
        # In one order everywhere, so that two processes never wait for each other in a circle.
        rows = [(word, fold.skeleton(word).key, named) for word, named in sorted(words.items())]
        for named, then in ((False, "NOTHING"), (True, f"UPDATE SET named = excluded.named WHERE NOT {WORDS}.named")):
            cursor.executemany(
                f"INSERT INTO {WORDS} (word, skeleton, named) VALUES (%s, %s, %s) ON CONFLICT (word) DO {then}",
                [row for row in rows if row[2] == named],
            )


_LAST_POSITION = 16_383
"""PostgreSQL counts no further within a document."""
_APART = 8
"""Positions between two fields, so that no phrase reaches from one into the next."""


def _vector(document: Document) -> str:
    """The document as PostgreSQL writes it: each word, once more with its field where ranking asks for the field, and each pair."""
    places: dict[str, list[int]] = {}
    position = 0
    for field, words in (("t", document.title), ("s", document.said), ("", document.body)):
        for word in words:
            position = min(position + 1, _LAST_POSITION)
            places.setdefault(word, []).append(position)
            if field:
                places.setdefault(f"/{field}{word}", []).append(position)
        position += _APART
    # At most 255 places a word, as PostgreSQL keeps them. Folded words have no quote and no backslash to be escaped.
    told = [f"'{word}':{','.join(map(str, sorted(set(found))[:255]))}" for word, found in places.items()]
    return " ".join([*told, *{f"'{_joined(pair)}'": None for words in document.texts for pair in pairs(words)}])


# ---- looking up ----


def _match(ways: Sequence[Way], field: str, *, postgresql: bool) -> str:
    """The ways, any of which will do, as the database wants to be asked; `field` is title, said, or nothing for all."""
    if postgresql:
        return " | ".join(f"({_phrase(way, field)})" for way in ways)
    return " OR ".join(_expression(way, field) for way in ways)


def _paired(way: Way) -> tuple[list[str], bool]:
    """The pairs of words that a phrase has, the last of them perhaps only begun; and whether they say all there is to say."""
    return [_joined(pair) for pair in pairs(way.words)], len(way.words) == 2


def _phrase(way: Way, field: str) -> str:
    """A way for PostgreSQL. The pairs come first: they say which documents are worth looking into."""
    before = f"/{field[0]}" if field else ""
    found, all_said = _paired(way)
    begun = ":*" if way.begins else ""
    paired = " & ".join(f"'{pair}'" for pair in found) + (begun if found else "")
    if all_said and not field:
        return paired
    phrase = " <-> ".join(f"'{before}{word}'" for word in way.words) + begun
    return f"{paired} & ({phrase})" if found else phrase


def _expression(way: Way, field: str) -> str:
    """A way for SQLite, likewise."""
    found, all_said = _paired(way)
    begun = " *" if way.begins else ""
    paired = " AND ".join(f'pairs : "{pair}"' for pair in found) + (begun if found else "")
    if all_said and not field:
        return paired
    column = f"{field} : " if field else "{title said body} : " if found else ""
    phrase = f'{column}"{" ".join(way.words)}"{begun}'
    return f"({paired} AND {phrase})" if found else f"({phrase})"


def look_up(questions: Sequence[tuple[Sequence[Way], str]], using: str = "default") -> list[dict[Kind, list[int]]]:
    """For each question (ways, field) the records found, by kind. One query."""
    found: list[dict[Kind, list[int]]] = [{kind: [] for kind in Kind} for _question in questions]
    postgresql = _is_postgresql(using)
    asked = [(n, _match(ways, field, postgresql=postgresql)) for n, (ways, field) in enumerate(questions) if ways]
    if not asked:
        return found
    if postgresql:
        # One look at the index after the other: as a UNION they would be shared out among processes that take 35 ms to start.
        listed = ", ".join(["(%s::int, %s::tsquery)"] * len(asked))
        sql = (
            f"SELECT asked.n, found.id FROM (VALUES {listed}) AS asked (n, words) "
            f"CROSS JOIN LATERAL (SELECT id FROM {DOCUMENTS} WHERE words @@ asked.words OFFSET 0) AS found"
        )
    else:
        sql = " UNION ALL ".join([f"SELECT %s, rowid FROM {DOCUMENTS} WHERE {DOCUMENTS} MATCH %s"] * len(asked))
    with connections[using].cursor() as cursor:
        cursor.execute(sql, [value for pair in asked for value in pair])
        numbers: dict[int, list[int]] = defaultdict(list)
        for n, number in cursor.fetchall():
            numbers[n].append(number)
    for n, several in numbers.items():
        # Nearly all are events: those in one sweep.
        found[n][Kind.EVENT] = [number >> SHIFT for number in several if not number & 7]
        for number in several:
            if number & 7:
                found[n][Kind(number & 7)].append(number >> SHIFT)
    return found


def _words(where: str, values: Sequence[Any], using: str) -> list[Word]:
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT word, named FROM {WORDS} WHERE {where}", values)
        return [Word(word, bool(named)) for word, named in cursor.fetchall()]


def words_among(candidates: Iterable[str], using: str = "default") -> list[Word]:
    """Which of these words are on record."""
    listed = sorted(set(candidates))
    return _words(f"word IN ({', '.join(['%s'] * len(listed))})", listed, using) if listed else []


def words_with_skeletons(keys: Iterable[str], using: str = "default") -> list[Word]:
    listed = sorted(set(keys))
    return _words(f"skeleton IN ({', '.join(['%s'] * len(listed))})", listed, using) if listed else []


def words_that_begin(start: str, most: int, using: str = "default", *, shortest: int = 0, longest: int = fold.LONGEST) -> list[Word]:
    """Words on record by their beginning, of so many letters."""
    where = "word >= %s AND word < %s AND length(word) BETWEEN %s AND %s ORDER BY word LIMIT %s"
    return _words(where, [start, start + "\U0010ffff", shortest, longest, most], using)
