"""What is stored: events with who took part, how each is known and what was said, and the actors, sources and storylines they share.

Rules stand twice: kindly in `clean()`, firmly in a constraint.
"""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from timeline.dates import FuzzyDate  # noqa: TC001 (mypy reads it in the class body)
from timeline.events.choices import ActorKind, Confidence, EventKind, Relation, Role, Side, SourceKind, Status
from timeline.events.fields import BoundField, FuzzyDateField
from timeline.events.querysets import ActorQuerySet, EventQuerySet, SourceQuerySet, StorylineQuerySet, Translatable

LABEL_LENGTH = 40
"""Characters of an event's short title: what fits beside a mark in two lines."""

web_url = URLValidator(schemes=["http", "https"])
TRANSLATED_LANGUAGES = [("ar", _("Arabic")), ("fa", _("Persian")), ("ckb", _("Kurdish (Sorani)"))]


def one_of(field: str, choices: type[models.TextChoices], name: str) -> CheckConstraint:
    """The vocabulary of a field, held by the database too."""
    return CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)


def is_web_address(field: str, name: str, **options: Any) -> CheckConstraint:
    """`http(s)` or nothing: a `javascript:` address never gets as far as a link."""
    return CheckConstraint(
        condition=Q(**{field: ""}) | Q(**{f"{field}__startswith": "http://"}) | Q(**{f"{field}__startswith": "https://"}),
        name=name,
        **options,
    )


class HasTexts(models.Model):
    """A record whose texts may be had in other languages; `in_language` is filled by the queryset method of that name."""

    in_language: list[Any]

    class Meta:
        abstract = True

    def text(self, field: str) -> tuple[str, bool]:
        """The text of `field` in the language asked for, and whether it is in that language (False: English stands in)."""
        asked = getattr(self, "in_language", None)
        if asked is None:
            return getattr(self, field), True
        translated = getattr(asked[0], field, "") if asked else ""
        return (translated, True) if translated else (getattr(self, field), False)

    @property
    def is_unreviewed(self) -> bool:
        """Shown in a translation that no native editor has read."""
        return any(not translation.reviewed for translation in getattr(self, "in_language", ()))


class ContentVersion(models.Model):
    """See `timeline.events.version`, which writes it by triggers."""

    shard = models.PositiveSmallIntegerField(primary_key=True)
    token = models.CharField(max_length=32)

    untracked = True

    def __str__(self) -> str:
        return self.token


class Actor(HasTexts):
    """A person, body, group or state that takes part in events. `member_of` makes a tree: asking for Iran also finds its ministers."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True, help_text=_("The last part of this page's address, for ever."))
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=40, choices=ActorKind)
    side = models.CharField(_("side"), max_length=20, choices=Side)
    member_of = models.ForeignKey(
        "self", verbose_name=_("member of"), on_delete=models.PROTECT, null=True, blank=True, related_name="members"
    )
    description = models.TextField(_("description"), blank=True)
    name_ar = models.CharField(_("Arabic name"), max_length=200, blank=True)
    name_fa = models.CharField(_("Persian name"), max_length=200, blank=True)
    name_ckb = models.CharField(_("Kurdish name"), max_length=200, blank=True)

    objects = ActorQuerySet.as_manager()

    class Meta:
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        ordering = ["name", "pk"]
        constraints = [
            one_of("kind", ActorKind, "actor_kind_known"),
            one_of("side", Side, "actor_side_known"),
            CheckConstraint(
                condition=Q(member_of__isnull=True) | ~Q(member_of=F("pk")),
                name="actor_not_its_own_member",
                violation_error_message=_("An actor cannot be a member of itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("actor", args=[self.slug])

    def clean(self) -> None:
        super().clean()
        above, seen = self.member_of, {self.pk}
        while above is not None:
            if above.pk in seen:
                raise ValidationError({"member_of": _("“%(name)s” is itself a member of this actor.") % {"name": self.member_of}})
            seen.add(above.pk)
            above = above.member_of


class ActorAlias(models.Model):
    """Another spelling under which an actor is found: transliterations differ from paper to paper (Araghchi, Araqchi)."""

    actor = models.ForeignKey(Actor, verbose_name=_("actor"), on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("name"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("other spelling")
        verbose_name_plural = _("other spellings")
        ordering = ["actor", "position", "pk"]
        constraints = [UniqueConstraint(fields=["actor", "name"], name="one_alias_once")]

    def __str__(self) -> str:
        return self.name


class ActorRole(HasTexts):
    """An office that an actor held. Its ends are as exact as the sources are; none means that the sources seen do not say."""

    actor = models.ForeignKey(Actor, verbose_name=_("actor"), on_delete=models.CASCADE, related_name="roles")
    title = models.CharField(_("title"), max_length=200)
    start = FuzzyDateField(_("from"), null=True, blank=True)
    end = FuzzyDateField(_("to"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    start_day = BoundField(source="start", bound="earliest")
    end_day = BoundField(source="end", bound="latest")

    objects = Translatable.as_manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["actor", "position", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(start_day__isnull=True) | Q(end_day__isnull=True) | Q(start_day__lte=F("end_day")),
                name="role_runs_forward",
                violation_error_message=_("The office ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Place(models.Model):
    """Where events happened: a name within a country. Either may be missing (the Persian Gulf; somewhere in Iraq)."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["country", "name"]
        constraints = [
            UniqueConstraint(fields=["name", "country"], name="one_place_once"),
            CheckConstraint(condition=~Q(name="", country=""), name="place_somewhere"),
        ]

    def __str__(self) -> str:
        return self.name if self.country in ("", self.name) else f"{self.name}, {self.country}" if self.name else self.country

    def get_absolute_url(self) -> str:
        return reverse("place", args=[self.slug])


class Source(models.Model):
    """A page or document that says something. Events share sources; a source's own words are shown only as a statement."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=400, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200)
    url = models.CharField(_("address"), max_length=1000, blank=True, validators=[web_url])
    archived_url = models.CharField(_("archived copy"), max_length=1000, blank=True, validators=[web_url])
    published_on = FuzzyDateField(_("published on"), null=True, blank=True)
    published_day = BoundField(source="published_on", bound="earliest", db_index=True)
    language = models.CharField(_("language"), max_length=12, default="en", help_text=_("A language tag such as en, ar, fa, ckb."))
    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind, default=SourceKind.NEWS)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["publisher", "published_day", "pk"]
        constraints = [
            one_of("kind", SourceKind, "source_kind_known"),
            is_web_address("url", "source_url_is_web"),
            is_web_address("archived_url", "source_archived_url_is_web"),
            UniqueConstraint(
                fields=["url"],
                condition=~Q(url=""),
                name="one_source_an_address",
                violation_error_message=_("This address is already on record as a source."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}" if self.title else self.publisher

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.slug])


class Storyline(HasTexts):
    """A thread of events that an editor curates."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)

    objects = StorylineQuerySet.as_manager()

    class Meta:
        verbose_name = _("storyline")
        verbose_name_plural = _("storylines")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("storyline", args=[self.slug])


class Event(HasTexts):
    """Something that happened between the sides, with the date that its sources allow and no more (see DATES in docs/dates.md)."""

    slug = models.SlugField(_("slug"), max_length=80, unique=True, help_text=_("The last part of the event's address, for ever."))
    title = models.CharField(_("title"), max_length=200)
    label = models.CharField(
        _("label"),
        max_length=LABEL_LENGTH,
        validators=[MaxLengthValidator(LABEL_LENGTH)],
        help_text=_("The short title on the chart, at most 40 characters."),
    )
    summary = models.TextField(_("summary"), blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind)
    confidence = models.CharField(_("confidence"), max_length=20, choices=Confidence, default=Confidence.CONFIRMED)
    prominence = models.PositiveSmallIntegerField(
        _("prominence"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
        help_text=_("3: labelled first on the chart; 1: labelled where there is room."),
    )
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)

    date_text = models.CharField(_("date, as the source gives it"), max_length=200, blank=True)
    date_anchor = models.DateField(_("read against"), null=True, blank=True)
    if TYPE_CHECKING:
        # None in a draft whose words cannot be read yet; whoever reads drafts asks first.
        date: FuzzyDate
    else:
        date = FuzzyDateField(_("date"), null=True, blank=True)
    earliest = BoundField(_("earliest day"), bound="earliest", db_index=True)
    latest = BoundField(_("latest day"), bound="latest", db_index=True)
    mark_day = BoundField(_("day of its mark"), bound="mark")
    date_note = models.TextField(_("how the date is known"), blank=True)
    place = models.ForeignKey(Place, verbose_name=_("place"), on_delete=models.PROTECT, null=True, blank=True, related_name="events")

    actors = models.ManyToManyField(Actor, through="Participation", related_name="events")
    sources = models.ManyToManyField(Source, through="Citation", related_name="events")
    storylines = models.ManyToManyField(Storyline, through="StorylineEntry", related_name="events")

    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = pgettext_lazy("a list of records", "events")
        # One order everywhere: the list, the arrow keys, "event 3 of 10", the files. By the day of the mark, then as FuzzyDate orders.
        ordering = ["mark_day", F("earliest").asc(nulls_first=True), F("latest").asc(nulls_last=True), "slug"]
        indexes = [models.Index(fields=["status", "mark_day", "earliest", "latest", "slug"], name="event_order")]
        permissions = [
            ("publish_event", _("Can review, publish and withdraw events")),
            ("import_event", _("Can import events from a file")),
            ("merge_records", _("Can merge actors and sources")),
        ]
        constraints = [
            one_of("kind", EventKind, "event_kind_known"),
            one_of("confidence", Confidence, "event_confidence_known"),
            one_of("status", Status, "event_status_known"),
            CheckConstraint(condition=Q(prominence__range=(1, 3)), name="event_prominence_1_to_3"),
            # A draft may wait for a date that can be read: its words are kept, so nothing that an editor typed is lost.
            CheckConstraint(
                condition=Q(status__in=[Status.DRAFT, Status.REVIEW]) | Q(date__isnull=False),
                name="event_public_with_a_date",
                violation_error_message=_("An event is published only with a date that can be read."),
            ),
            CheckConstraint(condition=LessThanOrEqual(Length("label"), LABEL_LENGTH), name="event_label_fits_the_chart"),
            CheckConstraint(
                condition=Q(earliest__isnull=True) | Q(latest__isnull=True) | Q(earliest__lte=F("latest")),
                name="event_interval_forward",
                violation_error_message=_("The date ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.slug])


class Participation(models.Model):
    """An actor's part in an event. The same actor may hold two roles (Iraq as host and as participant), never the same one twice."""

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="participations")
    actor = models.ForeignKey(Actor, verbose_name=_("actor"), on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(_("role"), max_length=20, choices=Role, default=Role.PARTICIPANT)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        ordering = ["event", "position", "pk"]
        constraints = [
            one_of("role", Role, "participation_role_known"),
            UniqueConstraint(
                fields=["event", "actor", "role"],
                name="one_role_once",
                violation_error_message=_("This actor already has this role in the event."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} ({self.get_role_display()})"


class Citation(models.Model):
    """That a source supports something in an event: what, and where in the source."""

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="citations")
    source = models.ForeignKey(Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="citations")
    supports = models.CharField(_("what it supports"), max_length=300, blank=True)
    locator = models.CharField(_("where in it"), max_length=200, blank=True, help_text=_("A page, a paragraph, a minute."))
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["event", "position", "pk"]
        constraints = [
            UniqueConstraint(
                fields=["event", "source", "locator"],
                name="one_citation_per_place",
                violation_error_message=_("This source is already cited for this event; say where in it to cite it again."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.supports}" if self.supports else str(self.source)


class Statement(models.Model):
    """Words that somebody said, as the source has them."""

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="statements")
    speaker = models.ForeignKey(Actor, verbose_name=_("speaker"), on_delete=models.PROTECT, related_name="statements")
    text = models.TextField(_("words"))
    source = models.ForeignKey(Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="statements")
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["event", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.speaker}: “{self.text}”"


class StorylineEntry(models.Model):
    """An event's place in a storyline. Without a position it stands by its date."""

    storyline = models.ForeignKey(Storyline, verbose_name=_("storyline"), on_delete=models.CASCADE, related_name="entries")
    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="storyline_entries")
    position = models.PositiveSmallIntegerField(_("position"), null=True, blank=True)

    class Meta:
        verbose_name = _("storyline entry")
        verbose_name_plural = _("storyline entries")
        ordering = ["storyline", F("position").asc(nulls_last=True), "event__mark_day", "event__slug"]
        constraints = [UniqueConstraint(fields=["storyline", "event"], name="one_storyline_once")]

    def __str__(self) -> str:
        return f"{self.storyline}: {self.event}"


class EventRelation(models.Model):
    """How one event stands to another: `event` follows, answers, is part of or contradicts `other`."""

    event = models.ForeignKey(Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="relations")
    other = models.ForeignKey(Event, verbose_name=_("other event"), on_delete=models.CASCADE, related_name="relations_to_it")
    relation = models.CharField(_("relation"), max_length=20, choices=Relation)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("related event")
        verbose_name_plural = _("related events")
        ordering = ["event", "position", "pk"]
        constraints = [
            one_of("relation", Relation, "relation_known"),
            UniqueConstraint(fields=["event", "other", "relation"], name="one_relation_once"),
            CheckConstraint(
                condition=~Q(event=F("other")), name="relation_to_another", violation_error_message=_("An event is not related to itself.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()}: {self.other}"


class Translation(models.Model):
    """Texts of a record in another language. `reviewed` is set when a native editor has read it; until then pages say that none has."""

    language = models.CharField(_("language"), max_length=8, choices=TRANSLATED_LANGUAGES)
    reviewed = models.BooleanField(_("read by a native editor"), default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.get_language_display())


class EventTranslation(Translation):
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="translations")
    title = models.CharField(_("title"), max_length=200, blank=True)
    label = models.CharField(_("label"), max_length=LABEL_LENGTH, blank=True)
    summary = models.TextField(_("summary"), blank=True)

    class Meta:
        verbose_name = pgettext_lazy("of a text", "translation")
        verbose_name_plural = pgettext_lazy("of a text", "translations")
        ordering = ["event", "language"]
        constraints = [UniqueConstraint(fields=["event", "language"], name="one_event_translation")]


class ActorTranslation(Translation):
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="translations")
    name = models.CharField(_("name"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = pgettext_lazy("of a text", "translation")
        verbose_name_plural = pgettext_lazy("of a text", "translations")
        ordering = ["actor", "language"]
        constraints = [UniqueConstraint(fields=["actor", "language"], name="one_actor_translation")]


class ActorRoleTranslation(Translation):
    role = models.ForeignKey(ActorRole, on_delete=models.CASCADE, related_name="translations")
    title = models.CharField(_("title"), max_length=200)

    class Meta:
        verbose_name = pgettext_lazy("of a text", "translation")
        verbose_name_plural = pgettext_lazy("of a text", "translations")
        ordering = ["role", "language"]
        constraints = [UniqueConstraint(fields=["role", "language"], name="one_role_translation")]


class StorylineTranslation(Translation):
    storyline = models.ForeignKey(Storyline, on_delete=models.CASCADE, related_name="translations")
    title = models.CharField(_("title"), max_length=200, blank=True)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        verbose_name = pgettext_lazy("of a text", "translation")
        verbose_name_plural = pgettext_lazy("of a text", "translations")
        ordering = ["storyline", "language"]
        constraints = [UniqueConstraint(fields=["storyline", "language"], name="one_storyline_translation")]


class PlaceName(models.Model):
    """The name of a place or a country in another language, keyed by its English name: “Iraq” is translated once, not once a town."""

    english = models.CharField(_("English name"), max_length=120)
    language = models.CharField(_("language"), max_length=8, choices=TRANSLATED_LANGUAGES)
    name = models.CharField(_("name"), max_length=120)
    reviewed = models.BooleanField(_("read by a native editor"), default=False)

    class Meta:
        verbose_name = _("place name")
        verbose_name_plural = _("place names")
        ordering = ["english", "language"]
        constraints = [UniqueConstraint(fields=["english", "language"], name="one_place_name")]

    def __str__(self) -> str:
        return f"{self.english}: {self.name}"


# The history of all this is part of the same app: Django finds its models from here.
from timeline.events.history.models import FormerSlug, Revision, Touched, Version  # noqa: E402, F401
