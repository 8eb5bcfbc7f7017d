"""How lists are narrowed and what is done to many records at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse  # noqa: TC002 (as everywhere in the admin)
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline.desk.models import LinkCheck
from timeline.desk.names import FINDERS, Unresolved
from timeline.events import merging, publishing
from timeline.events.choices import Side, Status
from timeline.events.history import current_revision
from timeline.events.history.models import How, Kind, Version
from timeline.events.models import Actor, Citation, Event, EventTranslation, Participation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


# ---- filters ----


class StorylineFilter(admin.RelatedFieldListFilter):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # The relation has no name of its own; Django would show the attribute's.
        self.title = _("storyline")


class List(ChangeList):
    """The list of the admin, which takes a day or a number that no record can have for one that it cannot look up, however long it is."""

    def get_filters(self, request: HttpRequest) -> Any:
        try:
            return super().get_filters(request)
        except OverflowError as fault:
            raise IncorrectLookupParameters from fault

    def get_results(self, request: HttpRequest) -> None:
        try:
            super().get_results(request)
        except OverflowError as fault:
            raise IncorrectLookupParameters from fault


class Listed(admin.ModelAdmin):
    """What every admin of the desk has in common: its list."""

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[List]:
        return List


def attention(need: str, events: QuerySet[Event]) -> QuerySet[Event]:
    """The events that need this kind of attention."""
    cited = Citation.objects.filter(event=OuterRef("pk"))
    open_ones = events.exclude(status=Status.WITHDRAWN)
    match need:
        case "review":
            return events.filter(status=Status.REVIEW)
        case "no-url":
            return open_ones.filter(~Exists(cited.exclude(source__url="")))
        case "one-source":
            few = Citation.objects.values("event").annotate(publishers=Count("source__publisher", distinct=True)).filter(publishers__gt=1)
            return open_ones.exclude(pk__in=few.values("event"))
        case "dead-link":
            dead = LinkCheck.objects.filter(outcome=LinkCheck.Outcome.DEAD, source__archived_url="").values("source")
            return open_ones.filter(Exists(cited.filter(source__in=dead)))
        case "date":
            return open_ones.filter(date=None)
        case "untranslated":
            held = EventTranslation.objects.filter(event=OuterRef("pk")).exclude(title="")
            return open_ones.filter(status=Status.PUBLISHED).filter(
                ~Exists(held.filter(language="ar")) | ~Exists(held.filter(language="fa"))
            )
        case _:
            return events


ATTENTION = {
    "review": gettext_lazy("waiting for review"),
    "no-url": gettext_lazy("no source with an address"),
    "one-source": gettext_lazy("one publisher only"),
    "dead-link": gettext_lazy("a dead link"),
    "date": gettext_lazy("a date that cannot be read"),
    "untranslated": gettext_lazy("not in Arabic and Persian"),
}


class Attention(admin.SimpleListFilter):
    title = gettext_lazy("needs attention")
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(ATTENTION.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return attention(self.value() or "", queryset)


class SideFilter(admin.SimpleListFilter):
    title = gettext_lazy("side")
    parameter_name = "side"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Side.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        return queryset.filter(Exists(Participation.objects.filter(event=OuterRef("pk"), actor__side=self.value())))


class Mine(admin.SimpleListFilter):
    title = gettext_lazy("who entered it")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", gettext_lazy("I did"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "me":
            return queryset
        own = Version.objects.filter(kind=Kind.EVENT, record=OuterRef("pk"), previous=None, revision__by=request.user.pk)
        return queryset.filter(Exists(own))


class NamedFilter(admin.SimpleListFilter):
    """Records that have to do with one that is named, by a field instead of a list of thousands."""

    template = "desk/named_filter.html"
    what = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("", "")]

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        others = [(key, value) for key, value in changelist.get_filters_params().items() if key != self.parameter_name]
        kept = [(key, one) for key, values in others for one in (values if isinstance(values, list) else [values])]
        yield {"value": self.value() or "", "kept": kept, "what": self.what, "query": changelist.query, "fault": getattr(self, "fault", "")}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        try:
            record = FINDERS[self.what].resolve(self.value() or "")
        except Unresolved as question:
            self.fault = str(question)
            return queryset.none()
        return self.narrow(queryset, record)

    def narrow(self, queryset: QuerySet[Any], record: Any) -> QuerySet[Any]:
        raise NotImplementedError


class ActorFilter(NamedFilter):
    title = gettext_lazy("actor")
    parameter_name = "actor"
    what = "actor"

    def narrow(self, queryset: QuerySet[Any], record: Any) -> QuerySet[Any]:
        return queryset.filter(Exists(Participation.objects.filter(event=OuterRef("pk"), actor=record)))


class SourceFilter(NamedFilter):
    title = gettext_lazy("source")
    parameter_name = "source"
    what = "source"

    def narrow(self, queryset: QuerySet[Any], record: Any) -> QuerySet[Any]:
        return queryset.filter(Q(citations__source=record) | Q(statements__source=record)).distinct()


class NamedValues(admin.AllValuesFieldListFilter):
    """One of the values that a field has; the empty one is named too, where Django would make a link without words."""

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or _("none")}


class LinkFilter(admin.SimpleListFilter):
    title = gettext_lazy("what was found at its address")
    parameter_name = "link"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*LinkCheck.Outcome.choices, ("never", gettext_lazy("nobody looked yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "never":
            return queryset.filter(link_check=None).exclude(url="")
        return queryset.filter(link_check__outcome=self.value()) if self.value() else queryset


# ---- to many at once ----

MOST = 500
"""Events that can be given their next status at once: each is looked at, and each becomes a version."""
MOST_MERGED = 20


def too_many(request: HttpRequest, queryset: QuerySet[Any], most: int) -> bool:
    """Whether more are ticked than can be changed at once, said so; never is a part of them changed in silence."""
    if (n := queryset.count()) <= most:
        return False
    said = _("%(n)d are ticked; at most %(most)d can be changed at once. Nothing was changed: narrow the list, or tick fewer.")
    messages.error(request, said % {"n": n, "most": most})
    return True


def moving(to: Status, words: Any, *, publishes: bool) -> Callable[..., Any]:
    """An action that gives events their next status, after showing which of them can have it and why others cannot."""

    def act(model_admin: Any, request: HttpRequest, queryset: QuerySet[Event]) -> HttpResponse | None:
        if publishes and not request.user.has_perm("events.publish_event"):
            raise PermissionDenied
        if too_many(request, queryset, MOST):
            return None
        can: list[tuple[Event, str]] = []
        cannot: list[tuple[Event, str]] = []
        for event in queryset.order_by("pk"):
            why = hindrance(event, to, model_admin, request)
            (cannot if why else can).append((event, why))
        reason = request.POST.get("reason", "").strip()
        needs_reason = any(event.status in (Status.PUBLISHED, Status.WITHDRAWN) for event, _why in can)
        if "confirmed" not in request.POST or (needs_reason and not reason) or not can:
            if "confirmed" in request.POST:
                messages.error(request, _("Say why: readers see the reason.") if can else _("None of these can be changed so."))
            return confirmation(model_admin, request, title=words, can=can, cannot=cannot, needs_reason=needs_reason, action=act.__name__)
        draft = current_revision()
        if draft is not None:
            draft.how, draft.reason = How.BULK, reason
        with transaction.atomic():
            for event, _why in can:
                publishing.move(event, to, request.user, reason, How.BULK)
        said = ngettext("%(n)d event is now “%(status)s”.", "%(n)d events are now “%(status)s”.", len(can))
        messages.success(request, said % {"n": len(can), "status": to.label})
        return None

    act.__name__ = f"move_to_{to.value}"
    act.short_description = words  # type: ignore[attr-defined]
    return act


def hindrance(event: Event, to: Status, model_admin: Any, request: HttpRequest) -> str:
    """Why an event cannot have this status next; nothing where it can."""
    if not model_admin.has_change_permission(request, event):
        return _("not yours to change")
    if to not in publishing.NEXT[event.status]:
        return _("is “%s” now") % event.get_status_display()
    if to == Status.PUBLISHED:
        from timeline.events.history.states import state_of

        return "; ".join(publishing.lacking(state_of(event)))
    return ""


def confirmation(model_admin: Any, request: HttpRequest, **more: Any) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
        "checkbox": ACTION_CHECKBOX_NAME,
        "reason": request.POST.get("reason", ""),
        **more,
    }
    return TemplateResponse(request, "desk/bulk.html", context)


@admin.action(description=gettext_lazy("Merge the ticked into one"))
def merge(model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    """Make the ticked actors or sources one. Which one stays is asked first, with all that rests on each."""
    if not request.user.has_perm("events.merge_records"):
        raise PermissionDenied
    if too_many(request, queryset, MOST_MERGED):
        return None
    records = list(queryset.order_by("pk"))
    if len(records) < 2:
        messages.error(request, _("Tick the two or more that are one."))
        return None
    kept = next((one for one in records if str(one.pk) == request.POST.get("keep")), None)
    reason = request.POST.get("reason", "").strip()
    if "confirmed" not in request.POST or kept is None or not reason:
        if "confirmed" in request.POST:
            messages.error(request, _("Choose which one stays, and say why they are one."))
        is_actor = model_admin.model is Actor
        rests = [
            (one, one.participations.count() if is_actor else one.citations.count(), one.statements.count(), getattr(one, "url", ""))
            for one in records
        ]
        return confirmation(model_admin, request, title=_("Merge"), action="merge", merging=rests, needs_reason=True)
    draft = current_revision()
    if draft is not None:
        draft.how, draft.reason = How.MERGE, reason
    others = [one for one in records if one.pk != kept.pk]
    (merging.merge_actors if model_admin.model is Actor else merging.merge_sources)(kept, others, request.user, reason)
    messages.success(request, _("They are one now: %s. It can be undone as a whole.") % kept)
    return None
