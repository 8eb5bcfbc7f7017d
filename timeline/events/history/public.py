"""What readers are told of an event's history: when it became public, what was changed since, and why. Not by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from timeline.events.choices import Status
from timeline.events.history.models import How, Kind, Version
from timeline.events.history.words import label

if TYPE_CHECKING:
    from datetime import datetime

SHOWN = 30


@dataclass(frozen=True)
class Entry:
    """One change: the moment, what was done in a few words, and the reason that was given."""

    at: datetime
    what: str
    reason: str


def public_history(pk: int) -> list[Entry]:
    """The changes of a public event that readers may see, the newest first. One query."""
    entries: list[Entry] = []
    versions = Version.objects.filter(kind=Kind.EVENT, record=pk).select_related("revision").order_by("pk")
    before = ""
    for version in versions:
        status = (version.state or {}).get("status", "")
        if status == Status.PUBLISHED and before != Status.PUBLISHED:
            entries.append(
                Entry(
                    version.revision.at, _("Published again") if entries else _("Published"), "" if not entries else version.revision.reason
                )
            )
        elif status == Status.WITHDRAWN and before != Status.WITHDRAWN:
            entries.append(Entry(version.revision.at, _("Withdrawn"), version.revision.reason))
        elif status == Status.PUBLISHED and version.changed:
            said = version.revision.reason if version.revision.how != How.OUTSIDE else ""
            entries.append(Entry(version.revision.at, _("Changed: %s") % ", ".join(label(key) for key in version.changed), said))
        before = status
    return entries[: -SHOWN - 1 : -1]


def withdrawal(slug: str) -> Entry | None:
    """Why the event at this address was withdrawn; None where none was."""
    from timeline.events.models import Event

    event = Event.objects.filter(slug=slug, status=Status.WITHDRAWN).values_list("pk", flat=True).first()
    if event is None:
        return None
    said = [entry for entry in public_history(event) if entry.what == _("Withdrawn")]
    return said[0] if said else Entry(Event.objects.get(pk=event).updated_at, _("Withdrawn"), "")
