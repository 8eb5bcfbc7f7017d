"""What the database is asked to make of a column, so that not each of a hundred thousand rows is read and turned in Python."""

from __future__ import annotations

from typing import Any

from django.db.models import Func, IntegerField, TextField


class DayNumber(Func):
    """A day as its number in the proleptic Gregorian calendar, as `date.toordinal` has it; `missing` where there is none."""

    arity = 1
    output_field = IntegerField()

    def __init__(self, day: str, missing: int = -1) -> None:
        super().__init__(day)
        self.missing = missing

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = f"COALESCE(CAST(julianday(%(expressions)s) - 1721424.5 AS integer), {self.missing:d})"
        return self.as_sql(compiler, connection, template=template, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = f"COALESCE((%(expressions)s) - DATE '0001-01-01' + 1, {self.missing:d})"
        return self.as_sql(compiler, connection, template=template, **extra)

    def get_db_converters(self, connection: Any) -> list[Any]:
        """None: both databases answer with whole numbers."""
        return []


class Moment(Func):
    """A point in time as text that sorts as time does, to the microsecond."""

    arity = 1
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="CAST(%(expressions)s AS text)", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "to_char((%(expressions)s) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
        return self.as_sql(compiler, connection, template=template, **extra)
