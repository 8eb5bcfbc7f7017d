"""Django's `migrate`, one at a time: two machines that are started together with a new version do not trip over each other."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = 7_302_711
"""A number that means this and nothing else among the locks of a PostgreSQL database."""


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        with alone(options["database"]):
            super().handle(*args, **options)


@contextmanager
def alone(using: str) -> Iterator[None]:
    """Wait until no other migration of this database runs, and keep others out. The lock goes with the process, however that ends."""
    connection = connections[using]
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    elif ":memory:" in name or name.startswith("file:") or not Path(name).parent.is_dir():
        yield
    else:
        with Path(name + ".migrating").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
