"""One view of the record for a whole answer: what an editor commits meanwhile is in all of it or in none of it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from django.db import connections, transaction

from timeline.events import version

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def snapshot(using: str = "default") -> Iterator[str]:
    """Reads inside see one moment of the database; gives the content's version at that moment. For reading only, and never waits for a
    writer.

    Inside a transaction (a test's, an editor's) it is that transaction that is seen.
    """
    connection = cast("Any", connections[using])
    if connection.in_atomic_block:
        with version.holding(version.read(using)) as held:
            yield held
        return
    if connection.vendor == "sqlite":
        # A plain BEGIN takes no lock; what is read first fixes the moment.
        # The mode is the open connection's: a thread's first read of the day has none yet.
        connection.ensure_connection()
        mode, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
        try:
            block = transaction.atomic(using=using)
            block.__enter__()
        finally:
            connection.transaction_mode = mode
    else:
        block = transaction.atomic(using=using)
        block.__enter__()
    try:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        with version.holding(version.read(using)) as held:
            yield held
    except BaseException as fault:
        block.__exit__(type(fault), fault, fault.__traceback__)
        raise
    else:
        block.__exit__(None, None, None)
