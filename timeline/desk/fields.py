"""Form fields for records that are named instead of picked from a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.urls import reverse_lazy

from timeline.desk.names import FINDERS, Unresolved
from timeline.desk.templatetags.desk import kind_label
from timeline.events.choices import Confidence, EventKind

FIND = reverse_lazy("admin:desk_find", args=["WHAT"])


class RecordInput(forms.TextInput):
    """A text field in which a record is named. A script of ours opens a list of those that are meant below it."""

    def __init__(self, what: str, attrs: dict[str, Any] | None = None) -> None:
        self.what = what
        super().__init__({"autocomplete": "off", "dir": "auto", "spellcheck": "false", "class": "vTextField", **(attrs or {})})

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**super().build_attrs(base_attrs, extra_attrs), "data-find": str(FIND).replace("WHAT", self.what)}


class RecordField(forms.CharField):
    """What an editor calls a record by; the record itself when cleaned."""

    def __init__(self, what: str, *, attrs: dict[str, Any] | None = None, **options: Any) -> None:
        self.what = what
        super().__init__(widget=RecordInput(what, attrs), max_length=options.pop("max_length", 1200), **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Model):
            return FINDERS[self.what].handle(value)
        return value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return FINDERS[self.what].resolve(text)
        except Unresolved as question:
            # Without parameters: what was typed is in the message, and a % in it is a %.
            raise ValidationError(str(question), code="unresolved") from question

    def validate(self, value: Any) -> None:
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """A record has none; the text it was named by was bounded when it was read."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "").strip()


class ChipSelect(forms.RadioSelect):
    """One of a few, all in sight."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "chips", **(attrs or {})})


def kind_choices() -> list[tuple[str, Any]]:
    return [(kind.value, kind_label(kind)) for kind in EventKind]


def confidence_choices() -> list[tuple[str, Any]]:
    return [(one.value, kind_label("meeting", one, one.label)) for one in Confidence]
