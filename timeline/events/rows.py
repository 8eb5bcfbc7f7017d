"""Events as plain rows: what the chart and the file formats are given instead of models, so that neither knows Django."""

from dataclasses import dataclass, field
from datetime import date, datetime

from timeline.dates import FuzzyDate


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One event as the chart draws it: a mark in each of its lanes.

    `lanes` holds lane keys (side, actor, kind or storyline, as the reader chose); texts are in the page's language.
    """

    slug: str
    title: str
    label: str
    kind: str
    confidence: str
    prominence: int
    date: FuzzyDate
    lanes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChartBin:
    """Neighbouring events too many to draw one by one, counted in the index: `total` different events whose marks lie from day `first` to
    day `last` (proleptic Gregorian ordinals, both included), and how many of them touch each lane."""

    first: int
    last: int
    total: int
    lanes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of the chart. `side` gives its colour; lanes that are no actor's (a kind, a storyline) have none and are drawn in ink.
    `short` is the name for narrow screens."""

    key: str
    name: str
    short: str
    side: str | None = None


# What the file formats are given. Texts are in the language asked for, English standing in; `url` is the record's own page, absolute.


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A page or document. `address` is where it stands on the web, `archived` a kept copy of it; `published_words` its date for people."""

    slug: str
    url: str
    title: str
    publisher: str
    address: str
    archived: str
    published: FuzzyDate | None
    published_words: str
    language: str
    kind: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """Either name may be empty; `words` is both as people write them."""

    slug: str
    name: str
    country: str
    words: str


@dataclass(frozen=True, slots=True)
class PartRow:
    """An actor in one role of an event. `is_person`: a person, not a state, body or group."""

    slug: str
    url: str
    name: str
    side: str
    kind: str
    role: str

    @property
    def is_person(self) -> bool:
        return self.kind == "person"


@dataclass(frozen=True, slots=True)
class CitationRow:
    """That a source supports something in an event: what, and where in it."""

    source: SourceRow
    supports: str
    locator: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """Words of `speaker` in the language of their source."""

    speaker: str
    speaker_name: str
    text: str
    language: str
    source: str


@dataclass(frozen=True, slots=True)
class LinkRow:
    """Another record: a storyline, or a related event with its `relation` read forwards (this event … that one)."""

    slug: str
    url: str
    title: str
    relation: str = ""


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event with everything that is public about it. `language` is that of its title; `date_words` its date for people."""

    slug: str
    url: str
    title: str
    label: str
    summary: str
    language: str
    kind: str
    confidence: str
    prominence: int
    date: FuzzyDate
    date_words: str
    date_text: str
    date_note: str
    place: PlaceRow | None
    parts: tuple[PartRow, ...]
    citations: tuple[CitationRow, ...]
    statements: tuple[StatementRow, ...]
    storylines: tuple[LinkRow, ...]
    related: tuple[LinkRow, ...]
    added: datetime
    changed: datetime

    @property
    def sides(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part.side for part in self.parts))


@dataclass(frozen=True, slots=True)
class OfficeRow:
    title: str
    start: FuzzyDate | None
    end: FuzzyDate | None


@dataclass(frozen=True, slots=True)
class ActorRow:
    """An actor. `names` are by language, `aliases` further spellings; `events` counts the published events with it or a member of it."""

    slug: str
    url: str
    name: str
    language: str
    kind: str
    side: str
    member_of: str
    description: str
    names: dict[str, str]
    aliases: tuple[str, ...]
    offices: tuple[OfficeRow, ...]
    events: int


@dataclass(frozen=True, slots=True)
class StorylineRow:
    slug: str
    url: str
    title: str
    language: str
    description: str
    events: int


@dataclass(frozen=True, slots=True)
class Extract:
    """What travels with rows wherever they go: what was asked, from where, of which state of the record, and under which licence.

    `title` is the query in words; `url` this file's own address, `page` that of the same view for people; `count` how many events it has;
    `version` names the state of the record (it changes with every change of the content); `made_on` is the day the file was made.
    `language` is that of the texts; `note` says what else has to be known, such as that translations are not reviewed.
    """

    title: str
    url: str
    page: str
    count: int
    version: str
    made_on: date
    language: str
    site: str
    site_url: str
    note: str = ""
    licence: str = "CC BY 4.0"
    licence_url: str = "https://creativecommons.org/licenses/by/4.0/"
    licence_id: str = "CC-BY-4.0"

    @property
    def credit(self) -> str:
        """The attribution that the licence asks for."""
        return f"{self.site}, {self.page}, version {self.version}, {self.licence}"
