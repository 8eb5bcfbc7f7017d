"""What would become of each row: new, changed, the same, perhaps on record already, or refused with the reason at the cell."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.encoding import force_str
from django.utils.html import strip_tags
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from timeline.dates import OTHER_CALENDAR, EdtfError, FuzzyDate, parse
from timeline.desk import names
from timeline.desk.duplicates import ALIKE
from timeline.desk.importing.reading import CELL
from timeline.desk.models import Import, ImportRow
from timeline.desk.templatetags.desk import date_words
from timeline.events import addresses
from timeline.events.choices import Confidence, EventKind, Role, SourceKind
from timeline.events.dataset.load import label_of
from timeline.events.dataset.records import event_record, events_with_records
from timeline.events.fields import today
from timeline.events.history.models import FormerSlug
from timeline.events.history.words import Names, differences
from timeline.events.models import LABEL_LENGTH, TRANSLATED_LANGUAGES, Event, Source, Storyline, web_url

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

LIST = re.compile(r"\s*[|;\n]\s*")
ROLE = re.compile(r"^(.*?)\s*[(\[（]([^()\[\]]+)[)\]）]$")
NEAR = 3
STEP = 400
"""Rows that are looked at in one request: a second or two."""
Verdict = ImportRow.Verdict


@dataclass
class Known:
    """What the rows of one step are compared with. Read once a step: a constant number of queries."""

    slugs: set[str]
    taken: set[str]
    sources: dict[str, tuple[str, str]]  # core of the address → slug, publisher
    publishers: dict[str, str]  # host → publisher
    storylines: dict[str, str]  # folded title or slug → slug
    spellings: dict[str, str]  # folded spelling → slug of an actor
    actor_names: dict[str, str]
    actor_ids: dict[str, int]
    chosen: dict[str, str]
    by_month: dict[str, list[tuple[str, str, str, frozenset[int], FuzzyDate]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, slug: str, title: str, actors: frozenset[int], when: FuzzyDate, shown: str) -> None:
        for month in months(when):
            self.by_month[month].append((slug, names.fold(title), shown, actors, when))


def months(when: FuzzyDate) -> list[str]:
    """The months a date lies in, at most a year of them: what is vaguer is like everything."""
    first, last = when.earliest or when.latest, when.latest or when.earliest
    if first is None or last is None:
        return []
    count = (last.year - first.year) * 12 + last.month - first.month
    return [f"{first.year + (first.month - 1 + n) // 12:04}-{(first.month - 1 + n) % 12 + 1:02}" for n in range(min(count, 11) + 1)]


def known(job: Import) -> Known:
    everyone, _counts = names.actors()
    spellings: dict[str, str] = {}
    twice: set[str] = set()
    for one in everyone:
        for folded in {*one.folded, one.slug}:
            if folded in spellings and spellings[folded] != one.slug:
                twice.add(folded)
            spellings.setdefault(folded, one.slug)
    # A name that is the main name of one is that one, however many others bear it too.
    main = {one.folded[0]: one.slug for one in everyone}
    spellings = {folded: main.get(folded, slug) for folded, slug in spellings.items() if folded not in twice or folded in main}
    sources: dict[str, tuple[str, str]] = {}
    publishers: dict[str, str] = {}
    for slug, url, publisher in Source.objects.exclude(url="").values_list("slug", "url", "publisher"):
        core = addresses.core(url)
        sources[core] = (slug, publisher)
        publishers.setdefault(core.partition("/")[0], publisher)
    storylines = {names.fold(title): slug for slug, title in Storyline.objects.values_list("slug", "title")}
    storylines |= {slug: slug for slug in storylines.values()}
    slugs = set(Event.objects.values_list("slug", flat=True))
    held = Known(
        slugs=slugs,
        taken=slugs | set(FormerSlug.objects.values_list("slug", flat=True)),
        sources=sources,
        publishers=publishers,
        storylines=storylines,
        spellings=spellings,
        actor_names={one.slug: one.name for one in everyone},
        actor_ids={one.slug: one.pk for one in everyone},
        chosen=job.choices.get("actors", {}),
    )
    actors: dict[int, set[int]] = defaultdict(set)
    from timeline.events.models import Participation

    for event, actor in Participation.objects.order_by().values_list("event", "actor").iterator(5000):
        actors[event].add(actor)
    for pk, slug, title, when in Event.objects.exclude(date=None).order_by().values_list("pk", "slug", "title", "date").iterator(5000):
        value = when if isinstance(when, FuzzyDate) else FuzzyDate.from_edtf(str(when))
        held.add(slug, title, frozenset(actors[pk]), value, title)
    # Rows of this very file that were looked at before: two of them can be one event too.
    record: Any
    for record, number in job.rows.filter(verdict=Verdict.NEW).values_list("record", "number").iterator(1000):
        held.taken.add(record["slug"])
        if record.get("date"):
            ids = frozenset(held.actor_ids[part["actor"]] for part in record.get("actors", ()))
            held.add(record["slug"], record["title"], ids, FuzzyDate.from_edtf(record["date"]), _("row %d of this file") % number)
    return held


def look(job: Import) -> int:
    """Look at the next rows of a file; how many there are left."""
    rows = list(job.rows.filter(verdict="")[:STEP])
    held = known(job)
    planned = [Plan(job, row, held) for row in rows]
    slugs = [plan.slug for plan in planned if plan.slug in held.slugs]
    stored = {one.slug: one for one in events_with_records().filter(slug__in=slugs)}
    records = {slug: event_record(one) for slug, one in stored.items()}
    naming = Names([*records.values(), *(plan.record for plan in planned)])
    for plan in planned:
        plan.decide(records, naming)
    ImportRow.objects.bulk_update(rows, ["verdict", "record", "sources", "texts", "faults", "said"], batch_size=200)
    left = job.rows.filter(verdict="").count()
    job.checked = job.total - left
    job.stage = Import.Stage.CHECKING if left else Import.Stage.READY
    job.save(update_fields=["checked", "stage"])
    return left


class Plan:
    """One row, read: `record` is what the dataset would say of it, `faults` what is wrong at which column."""

    def __init__(self, job: Import, row: ImportRow, held: Known) -> None:
        self.job, self.row, self.held = job, row, held
        self.cells: dict[str, str] = {}
        self.faults: dict[str, str] = {}
        self.sources: list[dict[str, Any]] = []
        self.texts: dict[str, dict[str, str]] = {}
        for name, cell in zip(job.mapping, row.cells, strict=False):
            if name and cell.strip():
                self.cells[name] = cell.strip()
                if len(cell) > CELL:
                    self.fault(name, _("This cell is longer than %d characters.") % CELL)
        self.slug = self.cells.get("slug", "")
        self.record: dict[str, Any] = {}
        self.read()

    def fault(self, name: str, said: str) -> None:
        self.faults.setdefault(name, said)

    # ---- reading a row ----

    def read(self) -> None:
        self.record = self.texts_of()
        self.choice("kind", EventKind)
        self.choice("confidence", Confidence)
        if (prominence := self.cells.get("prominence")) is not None:
            if prominence in ("1", "2", "3"):
                self.record["prominence"] = int(prominence)
            else:
                self.fault("prominence", _("“%s” is not 1, 2 or 3.") % prominence[:40])
        self.dates()
        self.place()
        self.actors()
        self.cited()
        self.threads()
        new = self.slug not in self.held.slugs
        if new:
            if not self.record.get("title"):
                self.fault("title", _("An event needs a title."))
            if "kind" not in self.record and "kind" not in self.faults:
                self.record["kind"] = EventKind.OTHER.value
            if not self.record.get("date") and not {"date", "tjs_year", "date_text"} & self.faults.keys():
                self.fault("tjs_year" if "tjs_year" in self.job.mapping else "date", _("An event needs a date."))
            self.record.setdefault("label", label_of(self.record.get("title", ""))[:LABEL_LENGTH])
            if self.slug and not re.fullmatch(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*", self.slug):
                self.fault("slug", _("An address may hold only letters, digits and single hyphens."))
            elif len(self.slug) > 80:
                self.fault("slug", _("An address has at most 80 characters."))
            elif self.slug and self.slug in self.held.taken:
                self.fault("slug", _("This address stands twice in the file, or led to another event once."))
            self.slug = self.slug or self.free_slug()
            self.record["status"] = "draft"
        self.record["slug"] = self.slug
        self.held.taken.add(self.slug)

    def free_slug(self) -> str:
        stem = slugify(self.record.get("title", ""))[:70].strip("-") or f"event-{self.record.get('date') or self.row.number}"
        stem = slugify(stem)[:70] or f"event-{self.row.number}"
        slug, n = stem, 1
        while slug in self.held.taken:
            n += 1
            slug = f"{stem}-{n}"
        return slug

    def texts_of(self) -> dict[str, Any]:
        record: dict[str, Any] = {}
        limits = {"title": 200, "label": LABEL_LENGTH, "date_note": None, "summary": None}
        for name, most in limits.items():
            text = self.cells.get(name, "")
            if "tjs_year" in self.job.mapping and name in ("title", "summary"):
                # TimelineJS' texts are HTML; ours are not, and nothing of theirs becomes a tag here.
                text = unescape(strip_tags(re.sub(r"<(?:br|/p)\b[^>]*>", "\n", text))).strip()
            if most and len(text) > most:
                self.fault(name, _("%(n)d characters; at most %(most)d fit.") % {"n": len(text), "most": most})
            elif text:
                record[name] = text
        for code, _language in TRANSLATED_LANGUAGES:
            if title := self.cells.get(f"title_{code}"):
                if len(title) > 200:
                    self.fault(f"title_{code}", _("%(n)d characters; at most %(most)d fit.") % {"n": len(title), "most": 200})
                else:
                    self.texts[code] = {"title": title}
        return record

    def choice(self, name: str, choices: Any) -> None:
        text = self.cells.get(name)
        if text is None:
            return
        known_as = {names.fold(value): value for value in choices.values} | {
            names.fold(force_str(label)): value for value, label in choices.choices
        }
        if (value := known_as.get(names.fold(text))) is not None:
            self.record[name] = value
        else:
            self.fault(name, _("“%(text)s” is none of: %(options)s.") % {"text": text[:60], "options": ", ".join(choices.values)})

    def dates(self) -> None:
        anchor = self.job.anchor or today()
        if given := self.cells.get("date_anchor"):
            from datetime import date as day

            try:
                anchor = day.fromisoformat(given)
            except ValueError:
                self.fault("date_anchor", _("“%s” is no day. Write it as 2025-10-22.") % given[:40])
                return
        if "tjs_year" in self.cells:
            self.parts()
            return
        for name in ("date", "date_text"):
            words = self.cells.get(name)
            if words is None:
                continue
            if end := self.cells.get("date_end"):
                words = f"{words} – {end}"
            self.say(name, words, anchor)
            return

    def say(self, name: str, words: str, anchor: date) -> None:
        as_it_stands = in_edtf(words)
        if as_it_stands is None:
            reading = parse(words, anchor, display=get_language() or "en")
            if reading.date is None:
                self.fault(name, force_str(reading.error or _("No date is found in “%s”.") % words[:60]))
                return
            self.record |= {"date": reading.date.edtf, "date_text": words[:200], "date_anchor": anchor.isoformat()}
            return
        self.record["date"] = as_it_stands.edtf
        given = self.cells.get("date_text", "")
        # Their own words, where a file has both and they mean the same.
        if name == "date" and given and (read := parse(given, anchor).date) and read.edtf == self.record["date"]:
            self.record |= {"date_text": given[:200], "date_anchor": anchor.isoformat()}

    def parts(self) -> None:
        """A date in the columns of TimelineJS, as exact as the columns that are filled."""
        ends = []
        for prefix in ("tjs_", "tjs_end_"):
            year, month, day = (self.cells.get(f"{prefix}{part}", "") for part in ("year", "month", "day"))
            if not year:
                continue
            try:
                number = int(year)
                written = f"{number:04}" + (f"-{int(month):02}" if month else "") + (f"-{int(day):02}" if month and day else "")
                ends.append(FuzzyDate.from_edtf(written).edtf)
            except (ValueError, EdtfError):
                self.fault(f"{prefix}year", _("“%s” is no date.") % "-".join(filter(None, [year, month, day]))[:40])
                return
        try:
            self.record["date"] = FuzzyDate.from_edtf("/".join(dict.fromkeys(ends))).edtf
        except EdtfError as fault:
            self.fault("tjs_year", force_str(fault))

    def place(self) -> None:
        name, country = self.cells.get("place", ""), self.cells.get("country", "")
        if name and not country and "," in name.replace("،", ","):
            name, _comma, country = (part.strip() for part in name.replace("،", ",").rpartition(","))
        if len(name) > 120 or len(country) > 80:
            self.fault("place", _("The name of a place has at most 120 characters, that of a country 80."))
        elif name or country:
            self.record["place"] = {"name": name or None, "country": country or None}

    def actors(self) -> None:
        text = self.cells.get("actors")
        if text is None:
            return
        roles = LIST.split(self.cells.get("roles", ""))
        parts: list[dict[str, str]] = []
        for n, given in enumerate(filter(None, LIST.split(text))):
            match = ROLE.match(given)
            name, role = (match[1], match[2]) if match and names.fold(match[2]) in _ROLES else (given, roles[n] if n < len(roles) else "")
            slug = self.actor(name.strip())
            if role and names.fold(role) not in _ROLES:
                self.fault("roles" if "roles" in self.cells else "actors", _("“%s” is no role.") % role[:40])
            elif slug:
                part = {"actor": slug, "role": _ROLES.get(names.fold(role), Role.PARTICIPANT.value)}
                if part not in parts:
                    parts.append(part)
        self.record["actors"] = parts

    def actor(self, name: str) -> str | None:
        slug = self.held.chosen.get(name) or self.held.spellings.get(names.fold(name)) or (name if name in self.held.actor_names else None)
        if slug in self.held.actor_names:
            return slug
        near = [self.held.actor_names[self.held.spellings[found]] for found, _score, _n in nearest(name, self.held)]
        said = _("Nobody on record is called “%s”.") % name[:60]
        if near:
            said += " " + _("Near: %s.") % ", ".join(dict.fromkeys(near))
        self.fault("actors", said)
        return None

    def cited(self) -> None:
        urls = [url for url in LIST.split(self.cells.get("source_url", "") or self.cells.get("tjs_media", "")) if url and url != "-"]
        media = "source_url" not in self.cells
        publishers, titles = (LIST.split(self.cells.get(name, "")) for name in ("source_publisher", "source_title"))
        citations = []
        for n, url in enumerate(urls):
            column = "tjs_media" if media else "source_url"
            kept = addresses.normal(url)
            try:
                web_url(kept)
            except ValidationError:
                if not media:
                    self.fault(column, _("“%s” is not a web address.") % url[:60])
                continue
            if len(kept) > addresses.LENGTH:
                self.fault(column, _("An address has at most %d characters.") % addresses.LENGTH)
                continue
            core = addresses.core(kept)
            if core not in self.held.sources:
                host = core.partition("/")[0]
                publisher = (
                    (publishers[n] if n < len(publishers) else "")
                    or self.cells.get("tjs_credit", "")
                    or self.held.publishers.get(host, host)
                )
                self.new_source(core, kept, publisher[:200], titles[n] if n < len(titles) else "")
            if "source_url" not in self.faults:
                citations.append({"source": self.held.sources[core][0], "supports": self.cells.get("supports", "")[:300]})
        if urls:
            self.record["citations"] = citations

    def new_source(self, core: str, url: str, publisher: str, title: str) -> None:
        stem = slugify(f"{publisher} {title}")[:60].strip("-") or "source"
        # The address tells two pages of one title apart, and the same page gets the same name in every step.
        from hashlib import blake2b

        slug = f"{stem}-{blake2b(core.encode(), digest_size=4).hexdigest()}"
        published = None
        if words := self.cells.get("source_published"):
            read = in_edtf(words) or parse(words, today()).date
            if read is None:
                self.fault("source_published", _("No date is found in “%s”.") % words[:60])
                return
            published = read.edtf
        language = self.cells.get("source_language", "en")[:12]
        self.held.sources[core] = (slug, publisher)
        source = {
            "slug": slug,
            "publisher": publisher,
            "url": url,
            "language": language,
            "published_on": published,
            "kind": SourceKind.NEWS.value,
        }
        self.sources.append({**source, "title": title[:400] or None})

    def threads(self) -> None:
        found = []
        group = self.cells.get("tjs_group", "")
        if group:
            kinds = {names.fold(force_str(label)): value for value, label in EventKind.choices}
            if names.fold(group) in kinds:
                self.record["kind"] = kinds[names.fold(group)]
            elif names.fold(group) in self.held.storylines:
                found.append(self.held.storylines[names.fold(group)])
        for title in filter(None, LIST.split(self.cells.get("storylines", ""))):
            slug = self.held.storylines.get(names.fold(title)) or self.held.storylines.get(title)
            if slug is None:
                self.fault("storylines", _("No storyline is called “%s”.") % title[:60])
            else:
                found.append(slug)
        if found:
            self.record["storylines"] = sorted(set(found))

    # ---- what becomes of it ----

    def decide(self, records: dict[str, dict[str, Any]], naming: Names) -> None:
        row = self.row
        row.faults, row.record, row.sources, row.texts, row.said = self.faults, self.record, self.sources, self.texts, []
        if self.cells.get("tjs_type", "").strip().lower() in ("title", "era"):
            row.faults = {"tjs_type": _("The title slide and the eras of a timeline are no events.")}
            row.verdict = Verdict.REFUSED
            return
        was = records.get(self.slug)
        if self.faults:
            row.verdict = Verdict.REFUSED
        elif was is not None:
            held = {citation["source"] for citation in was["citations"]}
            if "citations" in self.record:
                # What is cited stays cited: a file adds sources, it does not take them away.
                fresh = [one for one in self.record["citations"] if one["source"] not in held]
                self.record["citations"] = was["citations"] + fresh
            if "date" in self.record and self.record["date"] == was["date"]:
                for name in ("date", "date_text", "date_anchor"):
                    self.record.pop(name, None)
            elif "date" in self.record:
                self.record.setdefault("date_text", None)
                self.record.setdefault("date_anchor", None)
            now = was | {key: value for key, value in self.record.items() if value is not None}
            row.said = [one.sentence for one in differences(was, now, naming)]
            row.said += [_("title in another language: “%s”") % text["title"] for text in self.texts.values()] if row.said else []
            # The file's own record has all that a load needs, and only that.
            row.record = {"title": was["title"], "kind": was["kind"], "date": was["date"], **self.record}
            row.verdict = Verdict.CHANGED if row.said or self.sources else Verdict.SAME
        elif (alike := self.alike()) and row.number not in self.job.choices.get("keep", []):
            row.verdict, row.said = Verdict.DUPLICATE, alike
        else:
            row.verdict = Verdict.NEW
            row.said = [date_words(FuzzyDate.from_edtf(self.record["date"]))]
            ids = frozenset(self.held.actor_ids[part["actor"]] for part in self.record.get("actors", ()))
            self.held.add(
                self.slug, self.record["title"], ids, FuzzyDate.from_edtf(self.record["date"]), _("row %d of this file") % row.number
            )

    def alike(self) -> list[str]:
        """Events that this may be: the dates can be one, and the titles say the same or two actors are shared."""
        when = FuzzyDate.from_edtf(self.record["date"])
        title = names.fold(self.record["title"])
        ids = {self.held.actor_ids[part["actor"]] for part in self.record.get("actors", ())}
        said = {}
        for month in months(when):
            for slug, other, shown, actors, date in self.held.by_month[month]:
                if not _can_be_one(when, date):
                    continue
                likeness = fuzz.token_set_ratio(title, other)
                shared = len(ids & actors)
                if likeness >= 90 or (likeness >= ALIKE and shared) or (shared >= 2 and likeness >= 55):
                    said[slug] = _("“%s”: the dates overlap, and the title is alike.") % shown
        return list(said.values())[:3]


def in_edtf(words: str) -> FuzzyDate | None:
    """A cell that holds EDTF, as our own exports do. A year that is Iranian or Islamic as likely as not is asked about like any words."""
    try:
        found = FuzzyDate.from_edtf(words)
    except EdtfError:
        return None
    return None if any(end and end.year in OTHER_CALENDAR for end in found.ends) else found


def _can_be_one(one: FuzzyDate, other: FuzzyDate) -> bool:
    return (one.earliest is None or other.latest is None or one.earliest <= other.latest) and (
        other.earliest is None or one.latest is None or other.earliest <= one.latest
    )


def nearest(name: str, held: Known) -> list[tuple[str, float, int]]:
    """The spellings on record that are nearest to a name."""
    return process.extract(names.fold(name), list(held.spellings), scorer=fuzz.WRatio, score_cutoff=78, limit=NEAR)


def unknown_names(job: Import) -> list[tuple[str, int, list[tuple[str, str]]]]:
    """Names that nobody on record bears, in how many rows, and whom they may mean (slug and name)."""
    if "actors" not in job.mapping:
        return []
    held = known(job)
    counts: dict[str, int] = defaultdict(int)
    column = job.mapping.index("actors")
    for cells in job.rows.filter(verdict=Verdict.REFUSED, faults__has_key="actors").values_list("cells", flat=True)[:2000]:
        for given in filter(None, LIST.split(cells[column])):
            match = ROLE.match(given)
            name = (match[1] if match and names.fold(match[2]) in _ROLES else given).strip()
            if name not in held.chosen and names.fold(name) not in held.spellings and name not in held.actor_names:
                counts[name] += 1
    found = []
    for name, count in sorted(counts.items(), key=lambda entry: -entry[1])[:40]:
        slugs = dict.fromkeys(held.spellings[spelling] for spelling, _score, _n in nearest(name, held))
        found.append((name, count, [(slug, held.actor_names[slug]) for slug in slugs]))
    return found


def data_of(job: Import, rows: Iterable[ImportRow]) -> dict[str, Any]:
    """The dataset that these rows make, for a load."""
    sources: dict[str, dict[str, Any]] = {}
    events: list[dict[str, Any]] = []
    texts: dict[str, dict[str, Any]] = defaultdict(dict)
    held = set(Source.objects.values_list("slug", flat=True))
    for row in rows:
        for source in row.sources:
            if source["slug"] not in held:
                sources.setdefault(source["slug"], source)
        record: Any = row.record
        events.append(record)
        for language, said in row.texts.items():
            texts[language][record["slug"]] = said
    data: dict[str, Any] = {"sources": list(sources.values()), "events": events}
    if texts:
        data["translations"] = {language: {"events": said} for language, said in texts.items()}
    return data


_ROLES = {names.fold(value): value for value in Role.values} | {names.fold(force_str(label)): value for value, label in Role.choices}
