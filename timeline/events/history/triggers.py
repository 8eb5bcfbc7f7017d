"""Database triggers that note which record was written, whoever wrote it: a form, an import, `queryset.update()`, SQL typed by hand."""

from __future__ import annotations

from typing import Any

from django.db import connections, router

TABLE = "events_touched"
_NAME = "history"

# For each table whose rows are part of a record: the kind of record, and a query for its id in which {r} is the row.
OWNERS: dict[str, list[tuple[str, str]]] = {
    "events_event": [("event", "SELECT {r}.id AS id")],
    "events_actor": [("actor", "SELECT {r}.id AS id")],
    "events_source": [("source", "SELECT {r}.id AS id")],
    "events_storyline": [("storyline", "SELECT {r}.id AS id")],
    "events_participation": [("event", "SELECT {r}.event_id AS id")],
    "events_citation": [("event", "SELECT {r}.event_id AS id")],
    "events_statement": [("event", "SELECT {r}.event_id AS id")],
    "events_eventrelation": [("event", "SELECT {r}.event_id AS id")],
    "events_eventtranslation": [("event", "SELECT {r}.event_id AS id")],
    "events_storylineentry": [("event", "SELECT {r}.event_id AS id"), ("storyline", "SELECT {r}.storyline_id AS id")],
    "events_storylinetranslation": [("storyline", "SELECT {r}.storyline_id AS id")],
    "events_actoralias": [("actor", "SELECT {r}.actor_id AS id")],
    "events_actorrole": [("actor", "SELECT {r}.actor_id AS id")],
    "events_actortranslation": [("actor", "SELECT {r}.actor_id AS id")],
    "events_actorroletranslation": [("actor", "SELECT actor_id AS id FROM events_actorrole WHERE id = {r}.role_id")],
    # A place has no page and no versions of its own: it is a part of the events that happened there.
    "events_place": [("event", "SELECT id FROM events_event WHERE place_id = {r}.id")],
}


def _notes(table: str, row: str) -> str:
    """Statements that note the owners of one row. “WHERE true” lets SQLite tell the upsert's ON from a join's."""
    return " ".join(
        f"INSERT INTO {TABLE} (kind, record) SELECT '{kind}', owner.id "  # noqa: S608 (constants)
        f"FROM ({query.format(r=row)}) AS owner WHERE true ON CONFLICT DO NOTHING;"
        for kind, query in OWNERS[table]
    )


def _sqlite(table: str) -> list[str]:
    made = []
    for event, rows in {"INSERT": ["NEW"], "UPDATE": ["NEW", "OLD"], "DELETE": ["OLD"]}.items():
        name = f"{_NAME}_{table}_{event.lower()}"
        notes = " ".join(_notes(table, row) for row in rows)
        made += [f'DROP TRIGGER IF EXISTS "{name}"', f'CREATE TRIGGER "{name}" AFTER {event} ON "{table}" BEGIN {notes} END']
    return made


def _postgresql(table: str) -> list[str]:
    name = f"{_NAME}_{table}"
    return [
        (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP <> 'DELETE' THEN {_notes(table, 'NEW')} END IF; "
            f"IF TG_OP <> 'INSERT' THEN {_notes(table, 'OLD')} END IF; "
            "RETURN NULL; END $$"
        ),
        f'CREATE OR REPLACE TRIGGER "{name}" AFTER INSERT OR UPDATE OR DELETE ON "{table}" FOR EACH ROW EXECUTE FUNCTION {name}()',
    ]


def install(using: str = "default", **_signal: Any) -> None:
    """Put the triggers in place; run after every migrate, since SQLite drops them whenever it rebuilds a table."""
    from timeline.events.history.models import Touched

    connection = connections[using]
    present = set(connection.introspection.table_names())
    if not router.allow_migrate_model(using, Touched) or TABLE not in present:
        return
    with connection.cursor() as cursor:
        for table in OWNERS:
            if table in present:
                for statement in _postgresql(table) if connection.vendor == "postgresql" else _sqlite(table):
                    cursor.execute(statement)
