"""One event: how it is shown beside the timeline and on its own page."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from timeline.dates import precision_words
from timeline.events import catalogue
from timeline.events.choices import Side
from timeline.events.history.capture import address_now
from timeline.events.history.public import withdrawal
from timeline.events.models import Event, Participation

if TYPE_CHECKING:
    from datetime import date

    from timeline.events.history.models import Kind
    from timeline.events.models import Actor


def find(slug: str, language: str) -> Event | None:
    """A published event with everything about it."""
    return Event.objects.published().filter(slug=slug).with_everything(language).first()


def withdrawn(request: HttpRequest, slug: str) -> HttpResponse | None:
    """The page of an event that was public once: it keeps its address and says why it is gone. None where there is no such event."""
    gone = withdrawal(slug)
    if gone is None:
        return None
    day = date_format(gone.at, "DATE_FORMAT")
    message = _("This event was withdrawn on %(day)s and is no longer part of the record.") % {"day": day}
    context = {"title": _("Withdrawn"), "message": message, "reason": gone.reason}
    return render(request, "web/error.html", context, status=410)


def moved(request: HttpRequest, kind: Kind, slug: str, otherwise: str) -> HttpResponse:
    """To where a former address leads now; `otherwise` says that there is nothing."""
    now = address_now(kind, slug)
    if now is None or now == slug:
        raise Http404(otherwise)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(reverse(kind.value, args=[now]) + (f"?{query}" if query else ""))


def context(event: Event, language: str) -> dict[str, Any]:
    """What the templates of an event say. Needs what `with_everything` fetches; asks nothing more."""
    sides: dict[Side, list[Participation]] = defaultdict(list)
    for part in event.participations.all():
        part.office, part.office_translated = office_on(part, event.date.mark)  # type: ignore[attr-defined]
        sides[Side(part.actor.side)].append(part)
    related = [(one.other, one.relation, True) for one in event.relations.all()]
    related += [(one.event, one.relation, False) for one in event.relations_to_it.all()]
    return {
        "event": event,
        "place_name": catalogue.current(language).place(event.place) if event.place else "",
        "precision": precision_words(event.date, language),
        "participants": [(side, sides[side]) for side in Side if side in sides],
        "statements": list(event.statements.all()),
        "citations": list(event.citations.all()),
        "storylines": list(event.storylines.all()),
        "related": related,
    }


def office_on(part: Participation, day: date) -> tuple[str, bool]:
    return office_of(part.actor, day)


def office_of(actor: Actor, day: date) -> tuple[str, bool]:
    """The office an actor is known to have held on that day. An office whose dates the sources do not give is not claimed for any day."""
    for role in actor.roles.all():
        dated = role.start_day or role.end_day
        if dated and (role.start_day or day) <= day <= (role.end_day or day):
            return role.text("title")
    return "", True
