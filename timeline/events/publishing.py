"""From a draft to the public record and out of it again: what may follow what, and what an event needs before it is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from timeline.events.choices import Status
from timeline.events.history import ReasonMissingError, revision
from timeline.events.history.models import How, Kind
from timeline.events.models import Event, Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from timeline.events.dataset.records import Record

NEXT: dict[str, tuple[Status, ...]] = {
    Status.DRAFT: (Status.REVIEW, Status.PUBLISHED),
    Status.REVIEW: (Status.DRAFT, Status.PUBLISHED),
    Status.PUBLISHED: (Status.WITHDRAWN,),
    Status.WITHDRAWN: (Status.PUBLISHED,),
}
"""What may follow each status. What was once public never becomes a draft again: its address answers for ever."""


@dataclass(frozen=True)
class Need:
    """One thing that an event needs to be published, and whether it has it."""

    key: str
    words: str
    met: bool


class NotReadyError(Exception):
    """An event that cannot be published yet, and what it lacks."""

    def __init__(self, title: str, lacks: list[str]) -> None:
        self.lacks = lacks
        super().__init__(_("“%(title)s” is not published. It lacks: %(lacks)s.") % {"title": title, "lacks": "; ".join(lacks)})


class NotAllowedError(Exception):
    """A status that cannot follow the one an event has."""


def needs(*, date: Any, participants: int, addresses: Iterable[str]) -> list[Need]:
    """The checklist, for stored events and for forms alike. `addresses` are the URLs of the sources that are cited."""
    return [
        Need("date", _("a date that can be read"), bool(date)),
        Need("citations", _("a citation of a source that has an address"), any(addresses)),
        Need("participants", _("someone who took part"), participants > 0),
    ]


def lacking(state: Record) -> list[str]:
    """What an event's state lacks to be public, in words."""
    slugs = [one["source"] for one in state["citations"]]
    addresses = Source.objects.filter(slug__in=slugs).values_list("url", flat=True)
    return [need.words for need in needs(date=state["date"], participants=len(state["actors"]), addresses=addresses) if not need.met]


def check_version(kind: str, was: Record | None, now: Record | None) -> None:
    """For `Draft.checks`: nothing becomes, or stays, public without what it needs."""
    if kind == Kind.EVENT and now and now["status"] == Status.PUBLISHED and (lacks := lacking(now)):
        raise NotReadyError(now["title"], lacks)


def move(event: Event, to: str, by: Any, reason: str = "", how: str = How.FORM) -> None:
    """Give an event its next status.

    Raises NotAllowedError, NotReadyError or ReasonMissingError, each with a sentence, and then nothing has changed.
    """
    if to not in NEXT[event.status]:
        words = {"now": event.get_status_display(), "to": str(Status(to).label)}
        raise NotAllowedError(_("An event that is “%(now)s” cannot become “%(to)s”.") % words)
    if event.status in (Status.PUBLISHED, Status.WITHDRAWN) and not reason.strip():
        raise ReasonMissingError(event.title)
    with revision(by=by, how=how, reason=reason) as draft:
        if check_version not in draft.checks:
            draft.checks.append(check_version)
        event.status = to
        event.save(update_fields=["status", "updated_at"])


def was_public(pk: int) -> bool:
    """Whether an event was ever published: then it is withdrawn, never deleted."""
    from timeline.events.history.models import Version

    return any(
        (state or {}).get("status") in (Status.PUBLISHED, Status.WITHDRAWN)
        for state in Version.objects.filter(kind=Kind.EVENT, record=pk).values_list("state", flat=True).iterator(50)
    )
