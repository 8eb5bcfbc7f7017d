"""Which published events the words are found in."""

from __future__ import annotations

from django.db.models import Q

from timeline.events.models import ActorAlias, Event, EventTranslation, Participation

FIELDS = ("title", "label", "summary", "date_note", "place__name", "place__country")
ACTOR_FIELDS = ("name", "name_ar", "name_fa", "name_ckb")


def find(text: str) -> frozenset[int]:
    """Ids of the published events in which every word of `text` is found: in the event's own texts in any language, in what was said,
    or in any name of anyone who took part."""
    found: set[int] | None = None
    for word in text.split():
        own = Q()
        for field in FIELDS:
            own |= Q(**{f"{field}__icontains": word})
        named = Q(actor__in=ActorAlias.objects.filter(name__icontains=word).values("actor"))
        for field in ACTOR_FIELDS:
            named |= Q(**{f"actor__{field}__icontains": word})
        translated = Q(title__icontains=word) | Q(label__icontains=word) | Q(summary__icontains=word)
        events = Event.objects.published().filter(
            own
            | Q(pk__in=Participation.objects.filter(named).values("event"))
            | Q(pk__in=EventTranslation.objects.filter(translated).values("event"))
            | Q(statements__text__icontains=word)
        )
        ids = set(events.values_list("pk", flat=True))
        found = ids if found is None else found & ids
    return frozenset(found or ())
