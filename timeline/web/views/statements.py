"""One statement: what was said, by whom, when, and where it can be read. Its address is made of its event and of its own words."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.events.models import Actor, ActorRole, Event, Statement
from timeline.web import permalinks
from timeline.web.filters import cut
from timeline.web.views import event as event_view
from timeline.web.views.pages import language


@require_safe
def statement(request: HttpRequest, slug: str, words: str) -> HttpResponse:
    found = Event.objects.published().filter(slug=slug).in_language(language()).first()
    if found is None:
        raise Http404(_("There is no published event “%s”. It may have been withdrawn, or its address mistyped.") % cut(slug))
    said = Statement.objects.filter(event=found).select_related("source").order_by("position", "pk")
    one = next((one for one in said if permalinks.key(one) == words), None)
    if one is None:
        # The words were corrected since: the event has them as they are now.
        return HttpResponseRedirect(f"{found.get_absolute_url()}#statements")
    offices = ActorRole.objects.in_language(language()).order_by("position", "pk")
    speaker = Actor.objects.in_language(language()).prefetch_related(Prefetch("roles", offices)).get(pk=one.speaker_id)
    more = Statement.objects.filter(speaker=speaker, event__in=Event.objects.published()).exclude(pk=one.pk)
    others = [
        (permalinks.of_statement(other, other.event.slug), other)
        for other in more.select_related("event", "source").order_by("-event__mark_day")[:5]
    ]
    context = {
        "section": "timeline",
        "said": one,
        "event": found,
        "speaker": speaker,
        "office": event_view.office_of(speaker, found.date.mark),
        "others": others,
        "address": request.build_absolute_uri(permalinks.of_statement(one, slug)),
    }
    return render(request, "web/statement.html", context)
