"""The query string: the whole state of a view, read by one form, said in words, refused with a sentence.

`/`, `/embed/`, `/chart.svg`, the files and the API read the same string and mean the same events (docs/urls.md lists the parameters).
A parameter that was renamed stays readable for ever: articles never update their links.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from timeline.dates import EdtfError, FuzzyDate, show
from timeline.events import catalogue, search
from timeline.events.choices import Confidence, EventKind, Role, Side
from timeline.events.fields import FuzzyDateFormField
from timeline.events.models import Source
from timeline.events.query import EventQuery
from timeline.web import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import QueryDict
    from django.utils.functional import Promise

RENAMED = {"since": "from", "until": "to"}
"""Parameters of older links, and what they are called now."""

LANES = ("side", "actor", "kind", "storyline")
SORTS = ("date", "match", "prominence", "changed")
PAIRS = [f"{one}.{other}" for one in Side.values for other in Side.values]
REPEATED = ("actor", "side", "role", "pair", "kind", "storyline", "source", "publisher", "place", "confidence")
ORDER = (
    *("actor", "match", "only", "side", "role", "pair", "kind", "storyline", "source", "publisher", "place", "confidence"),
    *("from", "to", "q", "lanes", "window", "sort", "page", "event"),
)
FILTERS = (*REPEATED, "from", "to", "q")
DEFAULTS = {"match": "any", "only": "0", "lanes": "side", "page": "1"}
MOST_VALUES = 50
MOST_CHARACTERS = 200


def cut(text: str, most: int = 60) -> str:
    """What was typed, short enough to be quoted in a sentence."""
    return text if len(text) <= most else text[:most] + "…"


class SlugsField(forms.Field):
    """A parameter that may be repeated; each value once, in the order given."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> tuple[str, ...]:
        given = tuple(dict.fromkeys(one.strip() for one in value or () if one.strip()))
        for one in given:
            # PostgreSQL would refuse to look for it.
            ProhibitNullCharactersValidator()(one)
        if len(given) > MOST_VALUES:
            raise ValidationError(_("At most %d values can be asked for at once.") % MOST_VALUES)
        return given


class ChoicesField(SlugsField):
    """The same, with values from a closed list."""

    def __init__(self, choices: Iterable[str], said: str | Promise = "", **options: Any) -> None:
        """`said` describes the list where it is too long to be read out."""
        self.choices, self.said = tuple(choices), said
        super().__init__(**options)

    def to_python(self, value: Any) -> tuple[str, ...]:
        given = super().to_python(value)
        for one in given:
            if one not in self.choices:
                options = str(self.said) or ", ".join(self.choices)
                raise ValidationError(_("“%(value)s” is not one of: %(options)s.") % {"value": cut(one), "options": options})
        return given


class WordField(forms.CharField):
    """One of a few words."""

    def __init__(self, choices: Iterable[str], **options: Any) -> None:
        self.choices = tuple(choices)
        super().__init__(**options)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text and text not in self.choices:
            raise ValidationError(_("“%(value)s” is not one of: %(options)s.") % {"value": cut(text), "options": ", ".join(self.choices)})
        return text


class WindowField(forms.CharField):
    """Two days in EDTF, `2025-10-07/2025-11-13`: what the chart shows of the filter's events."""

    def clean(self, value: Any) -> tuple[int, int] | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            span = FuzzyDate.from_edtf(text)
        except EdtfError:
            span = None
        if span is None or span.earliest is None or span.latest is None:
            raise ValidationError(_("“%s” is not a window of time; write two days, such as 2025-10-07/2025-11-13.") % cut(text))
        return span.earliest.toordinal(), span.latest.toordinal()


class FilterForm(forms.Form):
    """What may be asked. Parameters that are not listed are left alone; values that mean nothing are refused."""

    actor = SlugsField(required=False)
    match = WordField(("any", "all"), required=False)
    only = WordField(("0", "1"), required=False)
    side = ChoicesField(Side.values, required=False)
    role = ChoicesField(Role.values, required=False)
    pair = ChoicesField(PAIRS, gettext_lazy("two sides such as us.iran, who acted and at whom"), required=False)
    kind = ChoicesField(EventKind.values, required=False)
    storyline = SlugsField(required=False)
    source = SlugsField(required=False)
    publisher = SlugsField(required=False)
    place = SlugsField(required=False)
    confidence = ChoicesField(Confidence.values, required=False)
    to = FuzzyDateFormField(required=False, max_length=MOST_CHARACTERS)
    q = forms.CharField(required=False, max_length=MOST_CHARACTERS)
    lanes = WordField(LANES, required=False)
    window = WindowField(required=False, max_length=64)
    sort = WordField(SORTS, required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=100_000)
    event = forms.CharField(required=False, max_length=MOST_CHARACTERS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last and first.earliest and last.latest and first.earliest > last.latest:
            self.add_error("to", _("The range ends before it begins; swap the two dates."))
        return cleaned


# `from` is a word of Python's own, so its field cannot be written as an attribute.
FilterForm.base_fields["from"] = FuzzyDateFormField(required=False, max_length=MOST_CHARACTERS)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why it was refused: the parameter, what was given, and a sentence. `slug` where the parameter's other values are sound."""

    parameter: str
    given: str
    message: str
    slug: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that is asked for, and the query string without it."""

    parameter: str
    text: str
    without: str
    side: str = ""


class Filter:
    """A query string, read. `faults` is empty where all of it means something; only then do the rest of the members hold."""

    def __init__(self, given: QueryDict) -> None:
        self.given = given
        self.language = get_language() or "en"
        self.names = catalogue.current(self.language)
        self.form = FilterForm(given)
        # Nothing is asked where something cannot be read: the refused page still draws the form.
        nothing = {name: () if name in REPEATED else None for name in self.form.fields}
        self.values: dict[str, Any] = self.form.cleaned_data if self.form.is_valid() else nothing
        self.faults = [
            Fault(name, ", ".join(given.getlist(name)), str(message)) for name, messages in self.form.errors.items() for message in messages
        ]
        self.sources: dict[str, str] = {}
        if not self.faults:
            self._check_slugs()

    def _check_slugs(self) -> None:
        sources = self.values["source"]
        if sources:
            public = Source.objects.public().filter(slug__in=sources)
            self.sources = {one.slug: one.title or one.publisher for one in public}
        known: dict[str, tuple[Mapping[str, Any], str]] = {
            "actor": (self.names.actors, _("There is no actor “%s” on record.")),
            "storyline": (self.names.storylines, _("There is no storyline “%s” on record.")),
            "place": (self.names.places, _("There is no place “%s” on record.")),
            "source": (self.sources, _("There is no source “%s” on record.")),
            "publisher": (self.names.publishers, _("There is no publisher “%s” on record.")),
        }
        for parameter, (names, sentence) in known.items():
            self.faults += [Fault(parameter, slug, sentence % cut(slug), slug=True) for slug in self.values[parameter] if slug not in names]

    def sane(self) -> Filter:
        """What is left of it without what means nothing: the rest of a reader's choices, where one of them was refused."""
        if not self.faults:
            return self
        left = self.given.copy()
        for fault in self.faults:
            left.setlist(fault.parameter, [one for one in left.getlist(fault.parameter) if one != fault.given and fault.slug])
        return Filter(left).sane()

    # What is asked.

    @cached_property
    def query(self) -> EventQuery:
        first, last = self.values["from"], self.values["to"]
        return EventQuery(
            actors=self.values["actor"],
            every_actor=self.values["match"] == "all",
            only=self.values["only"] == "1",
            sides=self.values["side"],
            roles=self.values["role"],
            pairs=self.values["pair"],
            kinds=self.values["kind"],
            storylines=self.values["storyline"],
            sources=self.values["source"],
            publishers=self.values["publisher"],
            places=self.values["place"],
            confidences=self.values["confidence"],
            first=first.earliest.toordinal() if first and first.earliest else None,
            last=last.latest.toordinal() if last and last.latest else None,
            words=self.words,
        )

    @cached_property
    def words(self) -> search.Found | None:
        """What the words asked for were found in; None where none were asked for."""
        return search.find(self.values["q"]) if self.values["q"] else None

    @property
    def instead(self) -> list[str]:
        """Sentences that say what was looked for in place of words that are not on record."""
        return [words.instead(one) for one in self.words.instead] if self.words else []

    @property
    def is_set(self) -> bool:
        """Whether anything is asked, other than how to show it."""
        return any(self.given.get(name) for name in FILTERS)

    @cached_property
    def lanes(self) -> str:
        return self.values["lanes"] or "side"

    @cached_property
    def sort(self) -> str:
        """The order of the list. The best match first where words are asked for; without words, nothing matches better than the rest."""
        asked = self.values["sort"] or _usual_sort(self.values["q"])
        return "date" if asked == "match" and not self.values["q"] else str(asked)

    # The query string itself.

    def string(self, **changes: Any) -> str:
        """The query string with some parameters changed (None or empty takes one away), always in the same order, without defaults.

        Repeated parameters take a tuple. `from` is given as `from_`.
        """
        changes = {name.rstrip("_"): value for name, value in changes.items()}
        if "q" in changes:
            changes.setdefault("sort", self._kept("sort"))
        usual = DEFAULTS | {"sort": _usual_sort(changes.get("q", self._kept("q")))}
        pieces = self._pieces | {name: _encoded(name, changes[name], usual.get(name)) for name in ORDER if name in changes}
        return "&".join(piece for piece in pieces.values() if piece)

    @cached_property
    def _pieces(self) -> dict[str, str]:
        """What is given, encoded, by parameter and in their order: a page has hundreds of links that differ in one of them."""
        usual = DEFAULTS | {"sort": _usual_sort(self._kept("q"))}
        return {name: _encoded(name, self._kept(name), usual.get(name)) for name in ORDER}

    def _kept(self, name: str) -> Any:
        if name in REPEATED:
            return tuple(dict.fromkeys(filter(None, self.given.getlist(name))))
        return self.given.get(name, "")

    def link(self, **changes: Any) -> str:
        """`?…`, ready to stand after a path; empty where nothing is left to say."""
        string = self.string(**changes)
        return f"?{string}" if string else ""

    # In words.

    @cached_property
    def range(self) -> FuzzyDate | None:
        """The range asked for as a date: `2019/2020`, `2019/..`, or None."""
        first, last = self.values["from"], self.values["to"]
        if first and last and first.edtf == last.edtf:
            return first
        start = _end(first, "start") if first else ".."
        stop = _end(last, "end") if last else ".."
        return FuzzyDate.from_edtf(f"{start}/{stop}") if first or last else None

    def range_words(self, style: Literal["full", "short"] = "full") -> str:
        """The range in words. “until 2003” includes 2003, as the filter does."""
        last = self.values["to"]
        if last and not self.values["from"] and last.latest and not last.is_interval:
            return pgettext("a filter without a first day", "until %(date)s") % {"date": show(last, self.language, style)}
        return show(self.range, self.language, style) if self.range else ""

    def names_of(self, facet: str) -> list[str]:
        """What the chosen values of a facet are called."""
        chosen = self.values[facet]
        match facet:
            case "actor":
                return [self.names.actors[slug].name for slug in chosen]
            case "storyline":
                return [self.names.storylines[slug][0] for slug in chosen]
            case "place":
                return [self.names.places[slug] for slug in chosen]
            case "source":
                return [self.sources[slug] for slug in chosen]
            case "publisher":
                return [self.names.publishers[slug] for slug in chosen]
            case "role":
                return [str(Role(value).label) for value in chosen]
            case "pair":
                return [words.pair(*value.split(".")) for value in chosen]
            case "side":
                return [str(Side(value).label) for value in chosen]
            case "kind":
                return [str(EventKind(value).label) for value in chosen]
            case _:
                return [str(Confidence(value).label) for value in chosen]

    @cached_property
    def chips(self) -> list[Chip]:
        chips: list[Chip] = []
        if self.faults:
            return chips
        for facet in REPEATED:
            chosen = self.values[facet]
            for slug, name in zip(chosen, self.names_of(facet), strict=True):
                rest = tuple(one for one in chosen if one != slug)
                side = self.names.actors[slug].side if facet == "actor" else slug if facet == "side" else ""
                chips.append(Chip(facet, name, self.link(**{facet: rest}, page=None, window=None), side))
        if self.range:
            chips.append(Chip("dates", self.range_words("short"), self.link(from_=None, to=None, page=None, window=None)))
        if self.values["q"]:
            chips.append(Chip("q", _("“%s”") % self.values["q"], self.link(q=None, page=None, window=None)))
        return chips

    @cached_property
    def title(self) -> str:
        """What is shown, in words: the page's title, the chart's label, an embed's caption, a file's name, a citation."""
        kinds = [str(words.KIND_PLURALS[EventKind(kind)]) for kind in self.values["kind"]]
        said = words.all_of([kinds[0], *(kind.lower() for kind in kinds[1:])]) if kinds else _("Diplomatic events")
        if not self.is_set:
            return _("Diplomatic events between Iraq, Iran and the United States")
        if self.values["actor"]:
            actors = (words.all_of if self.query.every_actor else words.any_of)(self.names_of("actor"))
            if self.query.only:
                actors = _("%(actors)s (without members)") % {"actors": actors}
            said = _("%(events)s that involve %(actors)s") % {"events": said, "actors": actors}
        if self.values["side"]:
            said = _("%(events)s with %(sides)s taking part") % {"events": said, "sides": words.any_of(self.names_of("side"))}
        if self.values["role"]:
            roles = words.any_of([name.lower() for name in self.names_of("role")])
            said = pgettext("a role in an event", "%(events)s, as %(roles)s") % {"events": said, "roles": roles}
        if self.values["pair"]:
            said = _("%(events)s directed by %(pairs)s") % {"events": said, "pairs": words.any_of(self.names_of("pair"))}
        if self.values["storyline"]:
            storylines = words.any_of([_("“%s”") % name for name in self.names_of("storyline")])
            said = _("%(events)s in the storyline %(storylines)s") % {"events": said, "storylines": storylines}
        if self.values["place"]:
            said = _("%(events)s in %(places)s") % {"events": said, "places": words.any_of(self.names_of("place"))}
        if self.values["source"]:
            sources = words.any_of([_("“%s”") % name for name in self.names_of("source")])
            said = _("%(events)s known from %(sources)s") % {"events": said, "sources": sources}
        if self.values["publisher"]:
            publishers = words.any_of(self.names_of("publisher"))
            said = _("%(events)s known from %(sources)s") % {"events": said, "sources": publishers}
        if self.values["q"]:
            said = _("%(events)s that mention “%(words)s”") % {"events": said, "words": self.values["q"]}
        if self.values["confidence"]:
            confidences = words.any_of([name.lower() for name in self.names_of("confidence")])
            said = _("%(events)s, %(confidences)s only") % {"events": said, "confidences": confidences}
        if self.range:
            said = pgettext("a filter and its dates", "%(events)s, %(dates)s") % {"events": said, "dates": self.range_words()}
        return said


def _end(value: FuzzyDate, which: str) -> str:
    """One end of a range: the date as it was given where it is one date, else the first or last day it can mean."""
    if not value.is_interval:
        return value.edtf
    day = value.earliest if which == "start" else value.latest
    return day.isoformat() if day else ".."


def _usual_sort(words_asked: Any) -> str:
    return "match" if words_asked else "date"


def _encoded(name: str, value: Any, usual: str | None) -> str:
    """`name=value` for each value that is not empty and not the usual one."""
    values = (value,) if isinstance(value, str) or not hasattr(value, "__iter__") else value
    return urlencode([(name, str(one)) for one in values if one not in (None, "") and str(one) != usual])


def renamed(given: QueryDict) -> str | None:
    """The query string in today's words where it uses older ones; None where it does not."""
    if not RENAMED.keys() & given.keys():
        return None
    return urlencode([(RENAMED.get(name, name), value) for name, values in given.lists() for value in values])
