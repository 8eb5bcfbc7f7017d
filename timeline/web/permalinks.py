"""Addresses of what has no slug of its own."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from django.urls import reverse

from timeline.events.search import fold

if TYPE_CHECKING:
    from timeline.events.models import Statement


def key(statement: Statement) -> str:
    """What stands for a statement in its address: its words as a search folds them, so that a mended comma changes no link. Ids would not
    do: an import writes an event's statements anew."""
    return blake2b(" ".join(fold.words(statement.text)).encode(), digest_size=5).hexdigest()


def of_statement(statement: Statement, event_slug: str) -> str:
    return reverse("statement", args=[event_slug, key(statement)])
