"""Events: the form, the way from a draft to the public record, and the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.desk import dates, drawing, exporting, panel
from timeline.desk.access import may_write
from timeline.desk.admin import lists
from timeline.desk.admin.base import RecordAdmin, Rows
from timeline.desk.forms import (
    CitationForm,
    CitationRows,
    EventForm,
    ParticipationForm,
    ParticipationRows,
    RelationForm,
    StatementForm,
    StorylineForm,
    TranslationForm,
)
from timeline.desk.forms import Rows as RowSet
from timeline.desk.numbers import number
from timeline.desk.templatetags.desk import date_words
from timeline.events import publishing
from timeline.events.choices import Status
from timeline.events.dataset.load import label_of
from timeline.events.history import catch_up
from timeline.events.history.models import Kind, Version
from timeline.events.models import Citation, Event, EventRelation, EventTranslation, Participation, Statement, StorylineEntry

if TYPE_CHECKING:
    from django.urls import URLPattern


class Participants(Rows):
    model = Participation
    form, formset = ParticipationForm, ParticipationRows
    verbose_name_plural = gettext_lazy("Who took part")
    add_words = gettext_lazy("Add a participant")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("actor").order_by("position", "pk")

    def get_extra(self, request: HttpRequest, obj: Any = None, **options: Any) -> int:
        return 0 if obj and obj.pk else 2


class Citations(Rows):
    model = Citation
    form, formset = CitationForm, CitationRows
    verbose_name_plural = gettext_lazy("Sources")
    add_words = gettext_lazy("Add a source")
    one_by_one = True
    fields = ["source", "supports", "locator", "new_publisher", "new_title", "new_published_on", "new_language", "new_kind"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("source").order_by("position", "pk")

    def get_extra(self, request: HttpRequest, obj: Any = None, **options: Any) -> int:
        return 1 if not (obj and obj.pk) or request.GET.get("cite") else 0

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields


class Statements(Rows):
    model = Statement
    form, formset = StatementForm, RowSet
    verbose_name_plural = gettext_lazy("What was said")
    add_words = gettext_lazy("Add a statement")
    one_by_one = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("speaker", "source").order_by("position", "pk")


class Storylines(Rows):
    model = StorylineEntry
    form, formset = StorylineForm, RowSet
    verbose_name_plural = gettext_lazy("Storylines")
    add_words = gettext_lazy("Add to a storyline")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("storyline")


class Relations(Rows):
    model = EventRelation
    form, formset = RelationForm, RowSet
    fk_name = "event"
    verbose_name_plural = gettext_lazy("Related events")
    add_words = gettext_lazy("Add a related event")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("other").order_by("position", "pk")


class Translations(Rows):
    model = EventTranslation
    form, formset = TranslationForm, RowSet
    verbose_name_plural = gettext_lazy("In other languages")
    add_words = gettext_lazy("Add a translation")
    one_by_one = True


def buttons(request: HttpRequest, event: Event | None, *, may_publish: bool) -> list[tuple[str, str, str]]:
    """What an event's form can do with it: the status asked for, the words on the button, and its weight.

    The first leaves the event where it is: Enter in a field presses the first button of a form.
    """
    status = event.status if event else Status.DRAFT
    publish = [(Status.PUBLISHED.value, _("Publish"), "pri")] if may_publish else []
    match status:
        case Status.DRAFT:
            review = [(Status.REVIEW.value, _("Send to review"), "" if may_publish else "pri")]
            return [(Status.DRAFT.value, _("Save draft"), ""), *review, *publish]
        case Status.REVIEW:
            back = _("Send back as a draft") if may_publish else _("Take back as a draft")
            return [
                (Status.REVIEW.value, _("Save, still in review"), "" if may_publish else "pri"),
                (Status.DRAFT.value, back, ""),
                *publish,
            ]
        case Status.PUBLISHED:
            return [(Status.PUBLISHED.value, _("Save changes"), "pri"), (Status.WITHDRAWN.value, _("Withdraw"), "danger")]
        case _:
            return [(Status.WITHDRAWN.value, _("Save, still withdrawn"), "pri"), (Status.PUBLISHED.value, _("Publish again"), "")]


@admin.register(Event)
class EventAdmin(RecordAdmin):
    form = EventForm
    change_form_template = "desk/event_form.html"
    change_list_template = "desk/event_list.html"
    list_display = ["title", "when", "kind", "confidence", "prominence", "status", "citations_held"]
    list_display_links = ["title"]
    list_filter = [
        lists.Attention,
        "status",
        lists.ActorFilter,
        lists.SourceFilter,
        lists.SideFilter,
        "kind",
        "confidence",
        lists.Mine,
        ("storylines", lists.StorylineFilter),
    ]
    actions = [
        lists.moving(Status.REVIEW, gettext_lazy("Send to review"), publishes=False),
        lists.moving(Status.PUBLISHED, gettext_lazy("Publish"), publishes=True),
        lists.moving(Status.WITHDRAWN, gettext_lazy("Withdraw"), publishes=True),
        lists.moving(Status.DRAFT, gettext_lazy("Send back as drafts"), publishes=False),
    ]
    search_fields = [
        *("title", "label", "slug", "summary", "translations__title"),
        *("participations__actor__name", "participations__actor__aliases__name"),
    ]
    date_hierarchy = "mark_day"
    ordering = ["-mark_day", "slug"]
    list_per_page = 50
    inlines = [Participants, Citations, Statements, Storylines, Relations, Translations]
    fieldsets = [
        (gettext_lazy("What happened"), {"fields": ["title", "label", "kind", "confidence", "prominence", "summary"]}),
        (gettext_lazy("When and where"), {"fields": ["date_text", "date_anchor", "date_note", "place"]}),
        (gettext_lazy("Address"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]

    # ---- who may do what ----

    def may_publish(self, request: HttpRequest) -> bool:
        return request.user.has_perm("events.publish_event")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those who publish may change every event; others their own, until it is public."""
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or self.may_publish(request):
            return True
        return obj.status in (Status.DRAFT, Status.REVIEW) and drafted_by(request.user, obj.pk)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was ever public is withdrawn, never deleted: its address answers for ever."""
        if not super().has_delete_permission(request, obj):
            return False
        if obj is None:
            return True
        mine = self.has_change_permission(request, obj)
        return mine and obj.status in (Status.DRAFT, Status.REVIEW) and not publishing.was_public(obj.pk)

    def get_actions(self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST) -> Any:
        actions = super().get_actions(request, action_location)
        # Django's would delete what was public.
        actions.pop("delete_selected", None)
        if not self.may_publish(request):
            for name in ("move_to_published", "move_to_withdrawn"):
                actions.pop(name, None)
        return actions if action_location == ActionLocation.CHANGE_LIST else {}

    # ---- the form ----

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        asked = request.POST.get("_to")
        if request.method == "POST" and asked:
            event = self.get_object(request, object_id) if object_id else None
            if object_id and not self.has_change_permission(request, event):
                raise PermissionDenied
            offered = [status for status, _words, _weight in buttons(request, event, may_publish=self.may_publish(request))]
            if asked not in offered:
                messages.error(request, _("Nothing was saved: that step is not yours to take, or the event has moved on meanwhile."))
                return HttpResponseRedirect(request.get_full_path())
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.status = form.target if change or form.target != Status.WITHDRAWN else Status.DRAFT
        place = form.cleaned_data.get("place")
        if place is not None and place.pk is None:
            place.save()
        obj.place = place
        super().save_model(request, obj, form, change)

    def settled(self, request: HttpRequest, obj: Any, state: dict[str, Any]) -> dict[str, Any]:
        """A step that the event has left behind, or that is not this editor's to take, is not taken by choosing."""
        offered = [status for status, _words, _weight in buttons(request, obj, may_publish=self.may_publish(request))]
        return state if state["status"] in offered else state | {"status": obj.status}

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> HttpResponse:
        event = options.get("obj")
        context["buttons"] = buttons(request, event, may_publish=self.may_publish(request))
        context["panel_url"] = reverse("admin:events_event_panel")
        return super().render_change_form(request, context, *args, **options)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {key: value for key, value in request.GET.items() if key in EventForm.base_fields}

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        options = super().get_formset_kwargs(request, obj, inline, prefix)
        if isinstance(inline, Citations) and request.GET.get("cite") and request.method != "POST":
            options["initial"] = [{"source": request.GET["cite"][:1000]}]
        return options

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self.saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self.saved(request, obj)

    def saved(self, request: HttpRequest, event: Event) -> HttpResponse:
        said = {
            Status.DRAFT: _("“%s” is saved as a draft."),
            Status.REVIEW: _("“%s” is saved and waits for review."),
            Status.PUBLISHED: _("“%s” is saved and public."),
            Status.WITHDRAWN: _("“%s” is saved; it is withdrawn."),
        }
        messages.success(request, said[Status(event.status)] % event.title)
        if "_addanother" in request.POST:
            return HttpResponseRedirect(reverse("admin:events_event_add"))
        return HttpResponseRedirect(reverse("admin:events_event_change", args=[event.pk]))

    def get_urls(self) -> list[URLPattern]:
        return [
            path("panel/", self.admin_site.admin_view(self.panel_view), name="events_event_panel"),
            path("reading/", self.admin_site.admin_view(dates.reading_view), name="events_event_reading"),
            *super().get_urls(),
        ]

    def panel_view(self, request: HttpRequest) -> HttpResponse:
        """What stands beside the form, for what has been typed so far. Reads only, and names drafts: for whoever may write events."""
        if not may_write(request.user):
            raise PermissionDenied
        reading = panel.read(request.POST)
        besides = number(request.POST.get("_pk", ""))
        alike = panel.likely(reading, besides)
        context = {
            "reading": reading,
            "alike": alike,
            "drawing": drawing.of(reading, besides),
            "shown_label": reading.label or label_of(reading.title),
            "checks": panel.checklist(reading, alike),
            "cite": next(iter([*reading.new_urls, *(source.url for source in reading.sources if source.url)]), ""),
        }
        return TemplateResponse(request, "desk/panel.html", context)

    # ---- the list ----

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list; with `?export=csv|xlsx|json` the events that it shows, on all its pages, as a file."""
        form = request.GET.get("export", "")
        if form in exporting.FORMATS:
            if not self.has_view_permission(request):
                raise PermissionDenied
            # The list itself knows no such filter.
            asked = request.GET.copy()
            del asked["export"]
            request.GET = asked  # type: ignore[assignment]
            request.META["QUERY_STRING"] = request.GET.urlencode()
            listed = self.get_changelist_instance(request)
            return exporting.respond(listed.get_queryset(request), form)
        catch_up()
        query = request.GET.copy()
        exports = []
        for form in exporting.FORMATS:
            query["export"] = form
            exports.append((form, query.urlencode()))
        context = {"exports": exports, "may_import": request.user.has_perm("events.import_event"), **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return super().get_queryset(request).annotate(citation_count=Count("citations", distinct=True))

    @admin.display(description=gettext_lazy("date"), ordering="mark_day")
    def when(self, event: Event) -> str:
        return date_words(event.date) or event.date_text

    @admin.display(description=gettext_lazy("sources"), ordering="citation_count")
    def citations_held(self, event: Event) -> int:
        return event.citation_count  # type: ignore[attr-defined]


def drafted_by(user: Any, pk: int) -> bool:
    """Whether this editor put the event on record."""
    first = Version.objects.filter(kind=Kind.EVENT, record=pk).order_by("pk").values("revision__by")[:1]
    return any(one["revision__by"] == user.pk for one in first)


def own_drafts(user: Any) -> Exists:
    """For a queryset of events: whether the first version of each is this editor's."""
    return Exists(Version.objects.filter(kind=Kind.EVENT, record=OuterRef("pk"), previous=None, revision__by=user.pk))
