"""An uncertain date as a model field, and the bounds that follow from it.

`FuzzyDateField` keeps the EDTF string and gives back a FuzzyDate. `BoundField` keeps what a database can sort and filter: a day
that follows from the FuzzyDate. Its attribute is read from the date and cannot be set against it, so the bounds are right however a
row is written: a form, an import, a fixture, `bulk_create`. `queryset.update()` never sees an instance; `bounds_of` serves it.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language

from timeline.dates import EdtfError, FuzzyDate, Reading, parse

if TYPE_CHECKING:
    from collections.abc import Callable

Bound = Literal["earliest", "latest", "mark"]


def today() -> date:
    """The day in Baghdad and Tehran, three hours ahead of UTC and more: what words are read against that name no day of their own."""
    return (datetime.now(UTC) + timedelta(hours=3)).date()


class FuzzyDateFormField(forms.CharField):
    """A date as people write it; cleaned, a FuzzyDate or None. `reading` of the last text says how it was read.

    `anchor` is the day the words are read on, or a function that gives it. `words`: cleaned, the text as typed; a form that keeps the
    words, whose anchor is another of its fields, reads them itself with `read`.
    """

    def __init__(self, *, anchor: date | Callable[[], date] = today, words: bool = False, **options: Any) -> None:
        self.anchor = anchor
        self.words = words
        self.reading: Reading | None = None
        super().__init__(**options)

    def read(self, text: str, anchor: date | None = None) -> Reading:
        """What a text means, explained in the language of the page."""
        self.reading = parse(text, anchor or (self.anchor() if callable(self.anchor) else self.anchor), display=get_language() or "en")
        return self.reading

    def clean(self, value: Any) -> FuzzyDate | str | None:
        text = super().clean(value)
        if self.words:
            return text
        self.reading = self.read(text) if text else None
        if self.reading is None:
            return None
        if self.reading.date is None:
            raise ValidationError(" ".join(filter(None, (self.reading.error, self.reading.suggestion))), code="date")
        return self.reading.date

    def prepare_value(self, value: Any) -> Any:
        return value.edtf if isinstance(value, FuzzyDate) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class _EdtfAttribute:
    """Turns an EDTF string into a FuzzyDate as it is assigned. A string that is no EDTF stays as it is for `clean_fields` to refuse."""

    def __init__(self, field: FuzzyDateField) -> None:
        self.name = field.attname

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        if self.name not in instance.__dict__:
            instance.refresh_from_db(fields=[self.name])
        return instance.__dict__[self.name]

    def __set__(self, instance: models.Model, value: Any) -> None:
        if isinstance(value, str) and value:
            with suppress(EdtfError):
                value = FuzzyDate.from_edtf(value)
        instance.__dict__[self.name] = value or None


class FuzzyDateField(models.CharField):
    """An EDTF string in the database, a `FuzzyDate` (or None) in Python."""

    def __init__(self, *args: Any, **options: Any) -> None:
        # The longest form of the profile is an interval of two qualified days, 23 characters; the rest is room.
        options.setdefault("max_length", 64)
        super().__init__(*args, **options)

    def contribute_to_class(self, cls: type[models.Model], name: str, **options: Any) -> None:  # type: ignore[override]
        super().contribute_to_class(cls, name, **options)
        setattr(cls, self.attname, _EdtfAttribute(self))

    def to_python(self, value: Any) -> FuzzyDate | None:
        if value is None or isinstance(value, FuzzyDate):
            return value
        try:
            return FuzzyDate.from_edtf(str(value))
        except EdtfError as fault:
            raise ValidationError(str(fault), code="invalid") from fault

    def get_prep_value(self, value: Any) -> str | None:
        return value.edtf if isinstance(value, FuzzyDate) else None if value is None else str(value)

    def formfield(self, **options: Any) -> Any:
        # A text may be longer than the EDTF that it is read as.
        return super().formfield(**{"form_class": FuzzyDateFormField, **options, "max_length": 200})

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def run_validators(self, value: Any) -> None:
        super().run_validators(value.edtf if isinstance(value, FuzzyDate) else value)


class _BoundAttribute:
    def __init__(self, field: BoundField) -> None:
        self.name, self.source, self.bound = field.attname, field.source, field.bound

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        held = instance.__dict__.get(self.source)
        if isinstance(held, FuzzyDate):
            return getattr(held, self.bound)
        if self.source in instance.__dict__:
            return None
        if self.name not in instance.__dict__:
            instance.refresh_from_db(fields=[self.name])
        return instance.__dict__[self.name]

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.name] = value


class BoundField(models.DateField):
    """A day that follows from the FuzzyDateField `source`: its `earliest` or `latest` day (None where open), or the `mark` day."""

    def __init__(self, *args: Any, source: str = "date", bound: Bound = "earliest", **options: Any) -> None:
        self.source, self.bound = source, bound
        super().__init__(*args, **{"null": True, "blank": True, "editable": False, **options})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "source": self.source, "bound": self.bound}

    def contribute_to_class(self, cls: type[models.Model], name: str, **options: Any) -> None:  # type: ignore[override]
        super().contribute_to_class(cls, name, **options)
        setattr(cls, self.attname, _BoundAttribute(self))


def bounds_of(model: type[models.Model], source: str, value: FuzzyDate | str | None) -> dict[str, date | None]:
    """The bound columns of `model` that follow from `source`, as they are when it holds `value`.

    >>> bounds_of(Event, "date", "2025-10")
    {'earliest': date(2025, 10, 1), 'latest': date(2025, 10, 31), 'mark_day': date(2025, 10, 16)}
    """
    held = FuzzyDate.from_edtf(value) if isinstance(value, str) and value else value
    return {
        field.attname: getattr(held, field.bound) if isinstance(held, FuzzyDate) else None
        for field in model._meta.get_fields()  # noqa: SLF001 (Django's documented API)
        if isinstance(field, BoundField) and field.source == source
    }
