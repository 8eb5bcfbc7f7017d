# ruff: noqa: SLF001 (Django's _meta and _base_manager are what such a thing is written with)
"""The whole of what is kept, in one file that either database can be filled from: content, history, accounts and their rights.

A gzipped file of JSON lines: a head (which version of the tables, when), then for each table its columns and its rows, then a foot with the
number of rows and a digest of each table. Both directions read the rows back and compare digests before they say that it is done.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import blake2b
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from timeline.events.snapshot import snapshot

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
LEFT_OUT = {"sessions.Session", "events.ContentVersion", "events.Touched"}
"""Tables that belong to one running site: who is signed in, and what the triggers there have noted."""
BATCH = 500

Progress = Callable[[str, int, int], None]


class BackupError(Exception):
    """Why a file cannot be made or used, in a sentence."""


@dataclass(slots=True)
class Held:
    """How many rows a table has, and a digest of them in the order of their keys."""

    rows: int = 0
    _digest: Any = field(default_factory=lambda: blake2b(digest_size=16))

    def add(self, line: str) -> None:
        self.rows += 1
        self._digest.update(line.encode() + b"\n")

    @property
    def digest(self) -> str:
        return str(self._digest.hexdigest())


def tables() -> list[type[models.Model]]:
    """Every table of ours and of Django's that holds something, those that others point at first."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
    ]
    ordered: list[type[models.Model]] = []

    def place(model: type[models.Model], above: frozenset[type[models.Model]]) -> None:
        if model in ordered or model in above or model not in found:
            return
        for relation in model._meta.local_fields:
            if relation.remote_field and isinstance(relation.remote_field.model, type):
                place(relation.remote_field.model, above | {model})
        ordered.append(model)

    for model in sorted(found, key=lambda one: one._meta.label):
        place(model, frozenset())
    return ordered


def columns(model: type[models.Model]) -> list[models.Field]:
    return [one for one in model._meta.local_concrete_fields if not getattr(one, "generated", False)]


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def rows(model: type[models.Model]) -> Iterator[str]:
    """The rows of a table as JSON lines, in the order of their keys: the same on either database."""
    fields = columns(model)
    prepare = [(one.get_prep_value if one.__class__.__module__.startswith("timeline.") else plain) for one in fields]
    key = model._meta.pk.attname if model._meta.pk else "pk"
    found = model._base_manager.order_by(key).values_list(*(one.attname for one in fields))
    for values in found.iterator(2000):
        yield json.dumps([plain(make(value)) for make, value in zip(prepare, values, strict=True)], ensure_ascii=False, sort_keys=True)


def migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


# ---- out ----


def backup(path: Path, progress: Progress | None = None) -> dict[str, int]:
    """Write the file, read it back, and only then give it its name. Readers and editors go on meanwhile: it is one moment of the
    database."""
    unfinished = path.with_name(path.name + ".unfinished")
    try:
        with snapshot():
            head = {"timeline backup": FORMAT, "made": datetime.now(UTC).isoformat(), "from": connection.vendor, "migrations": migrations()}
            written = _write(unfinished, head, progress)
        if _check(unfinished) != written:
            raise BackupError(f"{unfinished} does not read back as it was written. Is the disk sound?")
        unfinished.replace(path)
    except OSError as fault:
        raise BackupError(f"The backup could not be written to {path}: {fault.strerror or fault}. No file was left there.") from fault
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return {label: count for label, (count, _digest) in written.items()}


def _write(path: Path, head: dict[str, Any], progress: Progress | None) -> dict[str, tuple[int, str]]:
    held: dict[str, tuple[int, str]] = {}
    # Nobody else may read it: it has the accounts' password hashes.
    with (
        os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw,
        gzip.open(raw, "wt", encoding="utf-8", newline="\n", compresslevel=5) as file,
    ):
        file.write(json.dumps(head, ensure_ascii=False) + "\n")
        every = tables()
        for n, model in enumerate(every):
            label, seen = model._meta.label, Held()
            file.write(json.dumps({"table": label, "columns": [one.attname for one in columns(model)]}) + "\n")
            for line in rows(model):
                seen.add(line)
                file.write(line + "\n")
            held[label] = (seen.rows, seen.digest)
            if progress:
                progress("backup", n + 1, len(every))
        file.write(json.dumps({"end": {label: list(one) for label, one in held.items()}}) + "\n")
        file.flush()
        raw.flush()
        os.fsync(raw.fileno())
    return held


# ---- reading a file ----


def _lines(path: Path) -> Iterator[str]:
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
            for line in file:
                yield line.rstrip("\n")
    except (OSError, EOFError, UnicodeDecodeError, ValueError) as fault:
        raise BackupError(f"{path} is not a whole backup: {fault}.") from fault


@dataclass(slots=True)
class Part:
    """A table in a file: what it is called, its columns, and its rows as lines."""

    label: str
    columns: list[str]
    lines: Iterator[str]


def parts(path: Path, on_head: Callable[[dict[str, Any]], None] | None = None) -> Iterator[Part]:
    """The tables of a file, one after the other; each must be read to its end before the next. Raises BackupError where the file is not
    whole."""
    lines = _lines(path)
    try:
        head = json.loads(next(lines, "{}"))
        if head.get("timeline backup") != FORMAT:
            raise BackupError(f"{path} is not a backup of a timeline, or of a newer version of it.")
        if on_head:
            on_head(head)
        seen: dict[str, list[Any]] = {}
        line = next(lines, "")
        while line.startswith('{"table"'):
            said, held, following = json.loads(line), Held(), [""]

            def rest(held: Held = held, following: list[str] = following) -> Iterator[str]:
                for one in lines:
                    if one.startswith("{"):
                        following[0] = one
                        return
                    held.add(one)
                    yield one

            yield Part(said["table"], said["columns"], rest())
            seen[said["table"]] = [held.rows, held.digest]
            line = following[0]
        if not line or json.loads(line).get("end") != seen:
            raise BackupError(f"{path} is damaged or incomplete: what it holds is not what its last line says.")
    except (ValueError, AttributeError, KeyError, TypeError) as fault:
        raise BackupError(f"{path} is damaged: {fault}.") from fault


def _check(path: Path) -> dict[str, tuple[int, str]]:
    """Read a file to its end; what each table in it holds."""
    held: dict[str, tuple[int, str]] = {}
    for part in parts(path):
        seen = Held()
        for line in part.lines:
            seen.add(line)
        held[part.label] = (seen.rows, seen.digest)
    return held


# ---- in ----


def is_empty() -> bool:
    """Nothing that anyone made: no account and no record."""
    return not any(apps.get_model(label)._base_manager.exists() for label in ("auth.User", "events.Event", "events.Actor", "events.Source"))


def restore(path: Path, progress: Progress | None = None) -> dict[str, int]:
    """Put the file in place of everything there is: all of it or, if anything is wrong, nothing."""
    _check(path)
    every = {model._meta.label: model for model in tables()}
    held: dict[str, tuple[int, str]] = {}
    with transaction.atomic():
        _empty(list(every.values()))
        for n, part in enumerate(parts(path, _same_tables)):
            model = every.get(part.label)
            if model is None:
                raise BackupError(f"{path} has a table “{part.label}” that this version does not know.")
            held[part.label] = _fill(model, part)
            if progress:
                progress("restore", n + 1, len(every))
        _after(list(every.values()))
        for label, there in held.items():
            seen = Held()
            for line in rows(every[label]):
                seen.add(line)
            if (seen.rows, seen.digest) != there:
                raise BackupError(f"The table “{label}” does not read back as it stands in {path}. Nothing was changed.")
    return {label: count for label, (count, _digest) in held.items()}


def _same_tables(head: dict[str, Any]) -> None:
    here, there = set(migrations()), set(head.get("migrations", []))
    if here != there:
        newer, older = sorted(there - here), sorted(here - there)
        said = f"it has {newer[-1]}, which is not applied here" if newer else f"it lacks {older[-1]}"
        raise BackupError(f"The backup was made by another version of the timeline: {said}. Restore it with that version, then upgrade.")


def _empty(every: list[type[models.Model]]) -> None:
    # Not TRUNCATE: readers go on seeing what was there until all of the new is.
    with connection.cursor() as cursor:
        for model in reversed(every):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608 (a table of ours)


def _fill(model: type[models.Model], part: Part) -> tuple[int, str]:
    fields = {one.attname: one for one in columns(model)}
    if set(part.columns) != set(fields):
        raise BackupError(f"The table “{part.label}” has other columns in the backup than here.")
    wanted = [fields[name] for name in part.columns]
    size = max(1, min(BATCH, connection.ops.bulk_batch_size(wanted, [None] * BATCH)))
    seen = Held()
    for some in batched(part.lines, size, strict=False):
        made = []
        for line in some:
            seen.add(line)
            values = json.loads(line)
            made.append(
                model(**{one.attname: one.to_python(value) if _typed(one) else value for one, value in zip(wanted, values, strict=True)})
            )
        # As they were, moments included: nothing is stamped anew.
        model._base_manager._insert(made, fields=wanted, using="default", raw=True)  # type: ignore[attr-defined]
    return seen.rows, seen.digest


def _typed(one: models.Field) -> bool:
    return isinstance(one, models.DateField | models.DecimalField | models.UUIDField | models.BinaryField | models.DurationField)


def _after(every: list[type[models.Model]]) -> None:
    """New rows are numbered after those that came; what Django remembers of content types is forgotten; nothing counts as touched."""
    from django.contrib.contenttypes.models import ContentType

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), every):
            cursor.execute(statement)
        cursor.execute("DELETE FROM events_touched")
        cursor.execute("DELETE FROM django_session")
    connection.check_constraints()
    ContentType.objects.clear_cache()
