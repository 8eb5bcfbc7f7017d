"""The forms of the desk: an event as an editor would say it, with all that hangs on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from timeline.dates import FuzzyDate, parse
from timeline.desk import names
from timeline.desk.dates import DateTextInput, published_on
from timeline.desk.fields import ChipSelect, RecordField, confidence_choices, kind_choices
from timeline.events import addresses, publishing
from timeline.events.choices import Confidence, SourceKind, Status
from timeline.events.dataset.load import label_of
from timeline.events.fields import FuzzyDateFormField, today
from timeline.events.history.models import FormerSlug
from timeline.events.models import (
    LABEL_LENGTH,
    TRANSLATED_LANGUAGES,
    Citation,
    Event,
    EventRelation,
    EventTranslation,
    Participation,
    Source,
    Statement,
    StorylineEntry,
    web_url,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpRequest

    from timeline.events.models import Actor


def free_slug(model: Any, text: str, fallback: str) -> str:
    """An address of one's own made of a title."""
    stem = slugify(text)[:70].strip("-") or fallback
    slug, n = stem, 1
    while model.objects.filter(slug=slug).exists() or FormerSlug.objects.filter(slug=slug).exists():
        n += 1
        slug = f"{stem}-{n}"
    return slug


class RecordForm(forms.ModelForm):
    """What the forms of all records share: a reason, asked where the public will see the change."""

    request: HttpRequest
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        required=False,
        widget=forms.TextInput({"class": "vTextField"}),
        help_text=gettext_lazy("One line. Needed for a change to something published, and shown in its public history."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_slug(self) -> str:
        slug = self.cleaned_data.get("slug") or ""
        if self.instance.pk and not slug:
            return self.instance.slug
        former = FormerSlug.objects.filter(slug=slug, kind=self.record_kind).exclude(record=self.instance.pk or 0)
        if slug and former.exists():
            raise ValidationError(_("This address led to another record once, and links to it still do. Choose another."))
        return slug

    @property
    def record_kind(self) -> str:
        from timeline.events.history.states import kind_of

        return kind_of(type(self.instance)) or ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        used = getattr(self.request, "used_form", None)
        if used is not None:
            message = _(
                "This form was saved already, as “%(title)s”. Change it there; or save again to make a second one with the text below."
            )
            raise ValidationError(message % {"title": used.title}, code="sent")
        return data


class EventForm(RecordForm):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, widget=forms.TextInput({"class": "vTextField", "dir": "auto"}))
    label = forms.CharField(
        label=gettext_lazy("Label"),
        required=False,
        max_length=LABEL_LENGTH,
        widget=forms.TextInput({"class": "vTextField", "dir": "auto", "data-counter": str(LABEL_LENGTH)}),
        help_text=gettext_lazy("The short title on the chart, at most 40 characters. Left empty, it is made of the title's first words."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=kind_choices, widget=ChipSelect)
    confidence = forms.ChoiceField(
        label=gettext_lazy("Confidence"), choices=confidence_choices, widget=ChipSelect, initial=Confidence.CONFIRMED.value
    )
    prominence = forms.TypedChoiceField(
        label=gettext_lazy("Prominence"),
        coerce=int,
        choices=[
            (1, gettext_lazy("1 · where there is room")),
            (2, gettext_lazy("2 · labelled next")),
            (3, gettext_lazy("3 · labelled first")),
        ],
        widget=ChipSelect,
        initial=1,
        help_text=gettext_lazy("Which events are labelled first on the chart."),
    )
    date_text = FuzzyDateFormField(
        words=True,
        label=gettext_lazy("Date"),
        max_length=200,
        widget=DateTextInput,
        help_text=gettext_lazy("Write it as the source does: “last Monday”, “13 to 24 June”, “October 2025”, “١٥ تشرين الأول”."),
    )
    date_anchor = forms.DateField(
        label=gettext_lazy("Read against"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The day on which the source says it. Words such as “this week” are read from it. Left empty: today."),
    )
    place = RecordField("place", label=gettext_lazy("Place"), required=False, help_text=gettext_lazy("As “Tehran, Iran”."))
    not_duplicate = forms.CharField(required=False, widget=forms.HiddenInput, max_length=2000)

    class Meta:
        model = Event
        fields = ["title", "label", "slug", "summary", "kind", "confidence", "prominence", "date_text", "date_anchor", "date_note", "place"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            if not self.instance.date_text and self.instance.date:
                # Dates that came as EDTF are shown so, and stay so unless they are typed anew.
                self.initial["date_text"] = self.instance.date.edtf
            self.initial["place"] = self.instance.place
        # Those who may only look are given none of these fields.
        shown: dict[str, dict[str, Any]] = {"slug": {}, "date_note": {"rows": 2, "dir": "auto"}, "summary": {"rows": 4, "dir": "auto"}}
        for name, attrs in shown.items():
            if name in self.fields:
                self.fields[name].widget.attrs |= attrs | {"class": "vTextField" if name == "slug" else "vLargeTextField"}

    @property
    def target(self) -> str:
        """The status that the button pressed asks for."""
        asked = self.data.get("_to", "")
        return asked if asked in Status.values else self.instance.status

    def clean_label(self) -> str:
        return self.cleaned_data.get("label") or label_of(self.cleaned_data.get("title") or "")

    def clean_place(self) -> Any:
        place = self.cleaned_data.get("place")
        if place is not None and place.pk is None:
            place.slug = free_slug(type(place), place.name or place.country, "place")
            place.full_clean()
        return place

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if "date_text" in data:
            self.read_date(data["date_text"], data.get("date_anchor"))
        if not data.get("slug") and "slug" not in self.errors:
            day = self.instance.date.earliest if self.instance.date else None
            data["slug"] = free_slug(Event, data.get("title", ""), f"event-{day or localdate()}")
        if self.needs_reason(data):
            self.add_error("reason", _("This event is public: say why it is changed. Readers see the reason."))
        return data

    def read_date(self, words: str, anchor: date | None) -> None:
        """Derive the date; a draft keeps words that cannot be read yet, anything else refuses them with the reader's own sentence."""
        stored = self.instance.date if self.instance.pk else None
        if stored and words in (stored.edtf, self.instance.date_text) and anchor == self.instance.date_anchor:
            if words == stored.edtf:
                self.cleaned_data["date_text"] = self.instance.date_text
            return
        # As the reading under the field reads it: what is shown there is what is kept.
        against = anchor or published_on(self.data)[1] or today()
        field = self.fields["date_text"]
        assert isinstance(field, FuzzyDateFormField)  # noqa: S101
        reading = field.read(words, against)
        if reading.date is None and self.target in (Status.PUBLISHED, Status.WITHDRAWN):
            self.add_error("date_text", reading.error or _("No date is found in these words."))
        self.instance.date = reading.date
        # Words such as “yesterday” mean nothing without the day they were said; EDTF means the same on any.
        if reading.date is None or reading.date.edtf != words.strip():
            self.cleaned_data["date_anchor"] = against

    def needs_reason(self, data: dict[str, Any]) -> bool:
        if data.get("reason", "").strip() or not self.instance.pk:
            return False
        stored = Event.objects.filter(pk=self.instance.pk).values_list("status", flat=True).first()
        return (stored == Status.WITHDRAWN and self.target != stored) or (stored == Status.PUBLISHED and self.touched())

    def touched(self) -> bool:
        """Whether anything in the form, or in what hangs on the event, was changed."""
        rows = any(formset.has_changed() for formset in getattr(self.request, "row_sets", ()))
        return rows or bool(set(self.changed_data) - {"reason", "not_duplicate"}) or self.target != self.instance.status


class RowForm(forms.ModelForm):
    """A row that hangs on a record. `new_sources` are the sources that this very form adds, so that its statements can rest on them."""

    request: HttpRequest

    @property
    def new_sources(self) -> dict[str, Source]:
        held: dict[str, Source] = self.request.__dict__.setdefault("new_sources", {})
        return held

    def handle(self, actor: Actor) -> str:
        """How the form calls an actor. Who bears which name is asked once for all the rows."""
        held = self.request.__dict__
        if "actor_names" not in held:
            held["actor_names"] = names.actors()[1]
        return names.actor_handle(actor, held["actor_names"])


class ParticipationForm(RowForm):
    actor = RecordField("actor", label=gettext_lazy("Actor"))

    class Meta:
        model = Participation
        fields = ["actor", "role"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["actor"] = self.handle(self.instance.actor)


class CitationForm(RowForm):
    """A source by its address or title; one that is not on record is made in place from its publisher, title and day."""

    source = RecordField("source", label=gettext_lazy("Source"), help_text=gettext_lazy("Its address, or words of its title."))
    new_publisher = forms.CharField(label=gettext_lazy("Publisher"), required=False, max_length=200)
    new_title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=400, widget=forms.TextInput({"dir": "auto"}))
    new_published_on = forms.CharField(
        label=gettext_lazy("Published"), required=False, max_length=60, widget=DateTextInput({"class": ""}, anchor="")
    )
    new_language = forms.ChoiceField(
        label=gettext_lazy("Language"), required=False, choices=[("en", gettext_lazy("English")), *TRANSLATED_LANGUAGES]
    )
    new_kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False, choices=SourceKind.choices)

    class Meta:
        model = Citation
        fields = ["source", "supports", "locator"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["source"] = self.instance.source

    def has_changed(self) -> bool:
        # The language and kind of a source that is not being made are no change.
        return bool(set(self.changed_data) - {"new_language", "new_kind"})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        typed = (self.data.get(self.add_prefix("source")) or "").strip()
        if "source" in self.errors and addresses.is_address(typed):
            del self.errors["source"]
            self.make(typed)
        return data

    def make(self, typed: str) -> None:
        url = addresses.normal(typed)
        data = self.cleaned_data
        if url in self.new_sources:
            data["source"] = self.instance.source = self.new_sources[url]
            return
        try:
            web_url(url)
        except ValidationError:
            self.add_error("source", _("This is not a web address."))
            return
        if not data.get("new_publisher"):
            self.add_error("new_publisher", _("This address is not on record yet. Say who published it, and it is added."))
            return
        published = self.published()
        if "new_published_on" in self.errors:
            return
        source = Source(
            slug=free_slug(Source, f"{data['new_publisher']} {data.get('new_title') or ''}"[:80], "source"),
            publisher=data["new_publisher"],
            title=data.get("new_title") or "",
            url=url,
            published_on=published,  # type: ignore[misc]
            language=data.get("new_language") or "en",
            kind=data.get("new_kind") or SourceKind.NEWS,
        )
        # Two new sources of one form: the second sees the first only here.
        taken = {one.slug for one in self.new_sources.values()}
        while source.slug in taken:
            source.slug += "-2"
        self.new_sources[url] = source
        data["source"] = self.instance.source = source

    def published(self) -> FuzzyDate | None:
        words = (self.cleaned_data.get("new_published_on") or "").strip()
        if not words:
            return None
        reading = parse(words, today(), display=get_language() or "en")
        if reading.date is None:
            self.add_error("new_published_on", reading.error or _("No date is found in these words."))
        return reading.date

    def _post_clean(self) -> None:
        fresh = self.cleaned_data.get("source")
        if isinstance(fresh, Source) and fresh.pk is None:
            # Not saved before the whole form is right: what Django would check now is checked by `make`.
            self.instance.supports, self.instance.locator = self.cleaned_data.get("supports", ""), self.cleaned_data.get("locator", "")
            self.instance.source = fresh
            return
        if fresh is None and self.errors:
            # What is wrong with the source is said already.
            return
        super()._post_clean()  # type: ignore[misc]

    def save(self, commit: bool = True) -> Any:
        save_new(self.instance)
        return super().save(commit)


class StatementForm(RowForm):
    speaker = RecordField("actor", label=gettext_lazy("Speaker"))
    source = RecordField("source", label=gettext_lazy("Source"))

    class Meta:
        model = Statement
        fields = ["speaker", "text", "source"]
        widgets = {"text": forms.Textarea({"rows": 2, "dir": "auto", "class": "vLargeTextField"})}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial |= {"speaker": self.handle(self.instance.speaker), "source": self.instance.source}  # type: ignore[operator]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        typed = (self.data.get(self.add_prefix("source")) or "").strip()
        fresh = self.new_sources.get(addresses.normal(typed)) if "source" in self.errors else None
        if fresh is not None:
            del self.errors["source"]
            data["source"] = fresh
        return data

    def _post_clean(self) -> None:
        fresh = self.cleaned_data.get("source")
        if isinstance(fresh, Source) and fresh.pk is None:
            self.instance.source = fresh
            for name in ("speaker", "text"):
                if name in self.cleaned_data:
                    setattr(self.instance, name, self.cleaned_data[name])
            return
        super()._post_clean()  # type: ignore[misc]

    def save(self, commit: bool = True) -> Any:
        save_new(self.instance)
        return super().save(commit)


def save_new(row: Any) -> None:
    """The source that a row brings with it, saved before the row."""
    if row.source.pk is None:
        row.source.save()
    row.source = row.source


class StorylineForm(RowForm):
    storyline = RecordField("storyline", label=gettext_lazy("Storyline"))

    class Meta:
        model = StorylineEntry
        fields = ["storyline"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["storyline"] = self.instance.storyline


class EntryForm(RowForm):
    """An event's place in a storyline, on the storyline's own form."""

    event = RecordField("event", label=gettext_lazy("Event"))

    class Meta:
        model = StorylineEntry
        fields = ["event", "position"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["event"] = self.instance.event


class RelationForm(RowForm):
    other = RecordField("event", label=gettext_lazy("Other event"))

    class Meta:
        model = EventRelation
        fields = ["relation", "other"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["other"] = self.instance.other


class TranslationForm(RowForm):
    class Meta:
        model = EventTranslation
        fields = ["language", "title", "label", "summary", "reviewed"]
        widgets = {
            "title": forms.TextInput({"dir": "auto", "class": "vTextField"}),
            "label": forms.TextInput({"dir": "auto", "class": "vTextField", "data-counter": str(LABEL_LENGTH)}),
            "summary": forms.Textarea({"rows": 2, "dir": "auto", "class": "vLargeTextField"}),
        }


class Rows(BaseInlineFormSet):
    """Rows of an event. The ones that publishing needs say so where they are missing."""

    request: HttpRequest
    target: str = ""

    def total_form_count(self) -> int:
        """However many rows a form claims to have, there are no more than it sent, nor more than a record may have and has."""
        count = super().total_form_count()
        return min(count, len(self.rows_sent), max(self.max_num, len(self.get_queryset()))) if self.is_bound else count

    @cached_property
    def rows_sent(self) -> set[int]:
        """The numbers of the rows. The form numbers them without a gap, so that they are as many as the last one says."""
        numbered = re.compile(re.escape(self.prefix or "") + r"-(0|[1-9][0-9]{0,3})-")
        return {int(found[1]) for name in self.data if (found := numbered.match(name))}

    def clean(self) -> None:
        super().clean()
        count, claimed = self.total_form_count(), super().total_form_count()
        if self.is_bound and any(count <= row < claimed for row in self.rows_sent):
            # Rows that are not looked at are told of, not lost.
            raise ValidationError(self.default_error_messages["too_many_forms"] % {"num": count}, code="too_many_forms")

    def kept(self) -> list[Any]:
        """The forms that will be rows when all is saved."""
        gone = set(self.deleted_forms)
        return [form for form in self.forms if form not in gone and (form.instance.pk or form.has_changed()) and form.is_valid()]

    def publishing(self) -> bool:
        return self.request.POST.get("_to", self.instance.status) == Status.PUBLISHED

    def lacks(self, key: str, *, participants: int = 1, addresses: Sequence[str] = ("",)) -> None:
        for need in publishing.needs(date=True, participants=participants, addresses=addresses):
            if need.key == key and not need.met:
                raise ValidationError(_("Before it can be public, this event needs %s.") % need.words, code="lacking")


class ParticipationRows(Rows):
    def clean(self) -> None:
        super().clean()
        if self.publishing():
            self.lacks("participants", participants=len(self.kept()))


class CitationRows(Rows):
    def clean(self) -> None:
        super().clean()
        if self.publishing():
            sources = [form.cleaned_data.get("source") or form.instance.source for form in self.kept()]
            self.lacks("citations", addresses=[source.url for source in sources])
