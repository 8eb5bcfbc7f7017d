"""The base cast (Iran, Iraq, the United States), short ways to put events on record, and the shipped dataset."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from timeline.events import search
from timeline.events.dataset.check import read
from timeline.events.dataset.load import load

DATASET = Path(__file__).parent.parent / "fixtures" / "dataset.json"


@pytest.fixture
def record(db):
    """Puts records on file as an import does: `record(actors=[…], events=[…])`."""

    def put(**arrays: Any):
        return load(arrays)

    return put


CAST = [
    {"slug": "iran", "name": "Iran", "kind": "state", "side": "iran", "name_fa": "ایران"},
    {"slug": "irgc", "name": "Revolutionary Guard", "kind": "government body", "side": "iran", "member_of": "iran"},
    {
        "slug": "qaani",
        "name": "Esmail Qaani",
        "kind": "person",
        "side": "iran",
        "member_of": "irgc",
        "aliases": ["Ismail Qaani"],
        "name_ar": "إسماعيل قاآني",
    },
    {"slug": "iraq", "name": "Iraq", "kind": "state", "side": "iraq"},
    {"slug": "us", "name": "United States", "kind": "state", "side": "us"},
    {"slug": "rubio", "name": "Marco Rubio", "kind": "person", "side": "us", "member_of": "us"},
]
SOURCE = {"slug": "paper", "title": "A report", "publisher": "The Paper", "url": "https://paper.example/1"}


def event(slug: str, date: str = "2025-10-20", actors: dict[str, str] | None = None, **rest: Any) -> dict[str, Any]:
    """An event record, published and sourced unless told otherwise."""
    parts = {"iraq": "host"} if actors is None else actors
    return {
        "slug": slug,
        "title": f"Title of {slug}",
        "kind": "meeting",
        "date": date,
        "status": "published",
        "actors": [{"actor": actor, "role": role} for actor, role in parts.items()],
        "citations": [{"source": "paper", "supports": "the event"}],
        **rest,
    }


@pytest.fixture
def cast(record):
    """Iran, Iraq, the United States and some of their people; call it with events to put those on record too."""
    record(actors=CAST, sources=[SOURCE])

    def put(*events: dict[str, Any], **arrays: Any):
        return record(events=list(events), **arrays)

    return put


@pytest.fixture(scope="module")
def dataset(django_db_setup, django_db_blocker):
    """The shipped dataset, in the database for one module's tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(read(DATASET))
        # Else the first search of every test would write the index, and undo it with the test.
        search.refresh()
        yield
        transaction.set_rollback(True)
