"""One short text that changes whenever anything that readers see changes: the key of every cache and ETag.

Database triggers write it, so it holds for forms, imports, bulk statements and SQL typed by hand alike. A value never comes back, even
after a rollback, so nothing cached inside a failed transaction can be taken for the real thing. On PostgreSQL each connection writes
one of several rows, so that two editors who save at once do not wait for each other.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from hashlib import blake2b
from typing import Any

from django.apps import apps
from django.db import connections, router

TABLE = "events_contentversion"
SHARDS = 16
_PREFIX = "content_changed"


_held: ContextVar[str | None] = ContextVar("content version of this answer", default=None)


def current(using: str = "default") -> str:
    """The version of the content as this connection sees it now. One query, none inside a `snapshot`."""
    return _held.get() or read(using)


def is_held() -> bool:
    """Whether we are inside a `snapshot`, where only reading is allowed."""
    return _held.get() is not None


@contextmanager
def holding(held: str) -> Iterator[str]:
    """Inside, the version is known: whoever asks sees the moment that it stands for."""
    token = _held.set(held)
    try:
        yield held
    finally:
        _held.reset(token)


def read(using: str = "default") -> str:
    """Ask the database."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT token FROM {TABLE} ORDER BY shard")  # noqa: S608 (a constant)
        tokens = "-".join(token for (token,) in cursor.fetchall())
    return blake2b(tokens.encode(), digest_size=8).hexdigest()


def tables() -> list[str]:
    """What the public pages are made of: every table of this app but the ones that say so in `untracked`."""
    return sorted(
        model._meta.db_table  # noqa: SLF001
        for model in apps.get_app_config("events").get_models(include_auto_created=True)
        if not getattr(model, "untracked", False)
    )


@cache
def _sqlite(table: str) -> list[str]:
    return [
        f'CREATE TRIGGER IF NOT EXISTS "{_PREFIX}_{table}_{event.lower()}" AFTER {event} ON "{table}" '  # noqa: S608
        f"BEGIN UPDATE {TABLE} SET token = lower(hex(randomblob(8))) WHERE shard = 0; END"
        for event in ("INSERT", "UPDATE", "DELETE")
    ]


@cache
def _postgresql(table: str) -> list[str]:
    when = f'CREATE OR REPLACE TRIGGER "{_PREFIX}" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}"'
    return [f"{when} FOR EACH STATEMENT EXECUTE FUNCTION {_PREFIX}()"]


_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {_PREFIX}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE {TABLE} SET token = substr(md5(gen_random_uuid()::text), 1, 16) WHERE shard = pg_backend_pid() % {SHARDS};
  RETURN NULL;
END $$
"""  # noqa: S608


def install(using: str = "default", **_signal: Any) -> None:
    """Put the triggers in place; run after every migrate, and again as often as one likes."""
    from timeline.events.models import ContentVersion

    connection = connections[using]
    if not router.allow_migrate_model(using, ContentVersion) or TABLE not in connection.introspection.table_names():
        return
    shards = SHARDS if connection.vendor == "postgresql" else 1
    held = set(ContentVersion.objects.using(using).values_list("shard", flat=True))
    ContentVersion.objects.using(using).bulk_create(ContentVersion(shard=n, token="0") for n in range(shards) if n not in held)  # noqa: S106
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        for table in tables():
            if table in present:
                for statement in _postgresql(table) if connection.vendor == "postgresql" else _sqlite(table):
                    cursor.execute(statement)
