"""The admin, where editors live: every record with search, filters and the dates in order, and all that hangs on an event in its form."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from timeline.dates import show
from timeline.events.choices import Status
from timeline.events.models import (
    Actor,
    ActorAlias,
    ActorRole,
    ActorTranslation,
    Citation,
    Event,
    EventRelation,
    EventTranslation,
    Participation,
    Place,
    PlaceName,
    Source,
    Statement,
    Storyline,
    StorylineEntry,
    StorylineTranslation,
)

admin.site.site_header = _("Iraq · Iran · US timeline: desk")
admin.site.site_title = _("Timeline desk")
admin.site.index_title = _("The record")


class Rows(admin.TabularInline):
    """Records that hang on another, one a row, as few empty rows as will do."""

    extra = 0

    def get_extra(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> int:
        return 0 if obj else 1


class Participants(Rows):
    model = Participation
    autocomplete_fields = ["actor"]


class Citations(Rows):
    model = Citation
    autocomplete_fields = ["source"]


class Statements(Rows):
    model = Statement
    autocomplete_fields = ["speaker", "source"]


class Storylines(Rows):
    model = StorylineEntry
    autocomplete_fields = ["storyline"]


class Relations(Rows):
    model = EventRelation
    fk_name = "event"
    autocomplete_fields = ["other"]


class EventTranslations(Rows):
    model = EventTranslation


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    list_display = ["title", "when", "kind", "confidence", "prominence", "status", "citations_held"]
    list_display_links = ["title"]
    list_filter = ["status", "kind", "confidence", "prominence", "storylines", "place__country"]
    search_fields = ["title", "label", "slug", "summary", "translations__title", "participations__actor__name", "participations__actor__aliases__name"]
    date_hierarchy = "mark_day"
    ordering = ["-mark_day", "slug"]
    list_per_page = 50
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["place"]
    inlines = [Participants, Citations, Statements, Storylines, Relations, EventTranslations]
    fieldsets = [
        (_("What happened"), {"fields": ["title", "label", "slug", "summary", "kind", "confidence", "prominence", "status"]}),
        (_("When and where"), {"fields": ["date_text", "date_anchor", "date", "date_note", "place"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return super().get_queryset(request).annotate(citation_count=Count("citations", distinct=True))

    @admin.display(description=_("date"), ordering="mark_day")
    def when(self, event: Event) -> str:
        return show(event.date) if event.date else ""

    @admin.display(description=_("sources"), ordering="citation_count")
    def citations_held(self, event: Event) -> int:
        return event.citation_count  # type: ignore[attr-defined]


class Aliases(Rows):
    model = ActorAlias


class Offices(Rows):
    model = ActorRole


class ActorTranslations(Rows):
    model = ActorTranslation


@admin.register(Actor)
class ActorAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "side", "member_of", "event_count"]
    list_filter = ["side", "kind"]
    list_select_related = ["member_of"]
    search_fields = ["name", "slug", "name_ar", "name_fa", "name_ckb", "aliases__name"]
    autocomplete_fields = ["member_of"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [Aliases, Offices, ActorTranslations]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Actor]:
        return super().get_queryset(request).annotate(event_total=Count("participations__event", distinct=True))

    @admin.display(description=_("events"), ordering="event_total")
    def event_count(self, actor: Actor) -> int:
        return actor.event_total  # type: ignore[attr-defined]


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ["__str__", "publisher", "published_on", "language", "kind", "address", "cited"]
    list_filter = ["kind", "language", ("published_day", admin.EmptyFieldListFilter)]
    search_fields = ["title", "publisher", "url", "slug"]
    date_hierarchy = "published_day"
    prepopulated_fields = {"slug": ["publisher", "title"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        return super().get_queryset(request).annotate(citation_count=Count("citations", distinct=True))

    @admin.display(description=_("address"))
    def address(self, source: Source) -> str:
        return format_html('<a href="{}" rel="noreferrer noopener">{}</a>', source.url, source.url[:60]) if source.url else "—"

    @admin.display(description=_("cited"), ordering="citation_count")
    def cited(self, source: Source) -> int:
        return source.citation_count  # type: ignore[attr-defined]


class StorylineEntries(Rows):
    model = StorylineEntry
    autocomplete_fields = ["event"]


class StorylineTranslations(Rows):
    model = StorylineTranslation


@admin.register(Storyline)
class StorylineAdmin(admin.ModelAdmin):
    list_display = ["title", "published_events"]
    search_fields = ["title", "slug", "description"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [StorylineEntries, StorylineTranslations]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Storyline]:
        published = Count("entries", filter=Q(entries__event__status=Status.PUBLISHED))
        return super().get_queryset(request).annotate(published_total=published)

    @admin.display(description=_("published events"), ordering="published_total")
    def published_events(self, storyline: Storyline) -> int:
        return storyline.published_total  # type: ignore[attr-defined]


@admin.register(Place)
class PlaceAdmin(admin.ModelAdmin):
    list_display = ["__str__", "country", "slug"]
    list_filter = ["country"]
    search_fields = ["name", "country"]


@admin.register(PlaceName)
class PlaceNameAdmin(admin.ModelAdmin):
    list_display = ["english", "language", "name", "reviewed"]
    list_filter = ["language", "reviewed"]
    search_fields = ["english", "name"]
