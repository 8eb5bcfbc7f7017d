"""Actors, sources, storylines and places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from timeline.desk.admin.base import RecordAdmin, Rows
from timeline.desk.admin.lists import LinkFilter, Listed, NamedValues, merge
from timeline.desk.fields import RecordField
from timeline.desk.forms import EntryForm, RecordForm, RowForm, free_slug
from timeline.desk.forms import Rows as RowSet
from timeline.desk.models import LinkCheck
from timeline.events import addresses
from timeline.events.choices import Status
from timeline.events.models import (
    Actor,
    ActorAlias,
    ActorRole,
    ActorTranslation,
    Event,
    Place,
    PlaceName,
    Source,
    Storyline,
    StorylineEntry,
    StorylineTranslation,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class ActorForm(RecordForm):
    member_of = RecordField("actor", label=_("Member of"), required=False)

    class Meta:
        model = Actor
        fields = ["name", "slug", "kind", "side", "member_of", "description", "name_ar", "name_fa", "name_ckb"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["member_of"] = self.instance.member_of

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("slug") and "slug" not in self.errors:
            data["slug"] = free_slug(Actor, data.get("name", ""), "actor")
        return data


class SourceForm(RecordForm):
    class Meta:
        model = Source
        fields = ["publisher", "title", "url", "archived_url", "published_on", "language", "kind", "slug"]
        widgets = {"title": forms.TextInput({"class": "vTextField", "dir": "auto"}), "url": forms.URLInput({"class": "vURLField"})}

    def clean_url(self) -> str:
        return addresses.normal(self.cleaned_data.get("url") or "")

    def clean_archived_url(self) -> str:
        return addresses.normal(self.cleaned_data.get("archived_url") or "")

    def clean(self) -> dict[str, Any]:
        from timeline.desk.names import source_at

        data = super().clean()
        if not data.get("slug") and "slug" not in self.errors:
            data["slug"] = free_slug(Source, f"{data.get('publisher', '')} {data.get('title', '')}", "source")
        held = source_at(data.get("url") or "")
        if held is not None and held.pk != self.instance.pk:
            self.add_error("url", _("This page is on record already: %s") % held)
        return data


class StorylineForm(RecordForm):
    class Meta:
        model = Storyline
        fields = ["title", "slug", "description"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("slug") and "slug" not in self.errors:
            data["slug"] = free_slug(Storyline, data.get("title", ""), "storyline")
        return data


class Aliases(Rows):
    model = ActorAlias
    form, formset = RowForm, RowSet
    add_words = _("Add a spelling")


class Offices(Rows):
    model = ActorRole
    form, formset = RowForm, RowSet
    add_words = _("Add an office")


class ActorTranslations(Rows):
    model = ActorTranslation
    form, formset = RowForm, RowSet
    verbose_name_plural = _("In other languages")
    add_words = _("Add a translation")
    one_by_one = True


@admin.register(Actor)
class ActorAdmin(RecordAdmin):
    form = ActorForm
    list_display = ["name", "kind", "side", "member_of", "event_count"]
    list_filter = ["side", "kind"]
    list_select_related = ["member_of"]
    search_fields = ["name", "slug", "name_ar", "name_fa", "name_ckb", "aliases__name"]
    actions = [merge]
    inlines = [Aliases, Offices, ActorTranslations]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Actor]:
        return super().get_queryset(request).annotate(event_total=Count("participations__event", distinct=True))

    @admin.display(description=_("events"), ordering="event_total")
    def event_count(self, actor: Actor) -> int:
        return actor.event_total  # type: ignore[attr-defined]


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    form = SourceForm
    list_display = ["__str__", "publisher", "published_on", "language", "kind", "address", "cited"]
    list_filter = [LinkFilter, "kind", "language", ("published_day", admin.EmptyFieldListFilter)]
    actions = [merge]
    change_form_template = "desk/source_form.html"
    search_fields = ["title", "publisher", "url", "slug"]
    date_hierarchy = "published_day"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        return super().get_queryset(request).annotate(citation_count=Count("citations", distinct=True))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **options: Any) -> HttpResponse:
        source = options.get("obj")
        if source is not None:
            rests = Q(citations__source=source) | Q(statements__source=source)
            context["cited_in"] = Event.objects.filter(rests).distinct().order_by("-mark_day")[:100]
            context["found"] = LinkCheck.objects.filter(source=source, url=source.url).first()
        return super().render_change_form(request, context, *args, **options)

    @admin.display(description=_("address"))
    def address(self, source: Source) -> str:
        return format_html('<a href="{}" rel="noreferrer noopener">{}</a>', source.url, source.url[:60]) if source.url else "—"

    @admin.display(description=_("cited"), ordering="citation_count")
    def cited(self, source: Source) -> int:
        return source.citation_count  # type: ignore[attr-defined]


class StorylineEntries(Rows):
    model = StorylineEntry
    form, formset = EntryForm, RowSet
    add_words = _("Add an event")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("event", "storyline")


class StorylineTranslations(Rows):
    model = StorylineTranslation
    form, formset = RowForm, RowSet
    verbose_name_plural = _("In other languages")
    add_words = _("Add a translation")
    one_by_one = True


@admin.register(Storyline)
class StorylineAdmin(RecordAdmin):
    form = StorylineForm
    list_display = ["title", "published_events"]
    search_fields = ["title", "slug", "description"]
    inlines = [StorylineEntries, StorylineTranslations]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Storyline]:
        published = Count("entries", filter=Q(entries__event__status=Status.PUBLISHED))
        return super().get_queryset(request).annotate(published_total=published)

    @admin.display(description=_("published events"), ordering="published_total")
    def published_events(self, storyline: Storyline) -> int:
        return storyline.published_total  # type: ignore[attr-defined]


@admin.register(Place)
class PlaceAdmin(Listed):
    list_display = ["__str__", "country", "slug"]
    list_filter = [("country", NamedValues)]
    search_fields = ["name", "country"]


@admin.register(PlaceName)
class PlaceNameAdmin(Listed):
    list_display = ["english", "language", "name", "reviewed"]
    list_filter = ["language", "reviewed"]
    search_fields = ["english", "name"]
