"""What was added to the published record, corrected in it or withdrawn from it, newest first, with reasons; and the same as a feed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max
from django.db.models.functions import TruncDate
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline.events.choices import Status
from timeline.events.history.models import How, Kind, Version
from timeline.events.history.words import label
from timeline.events.models import Event
from timeline.web import words
from timeline.web.filters import cut
from timeline.web.views.pages import language

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

A_PAGE = 200
"""Versions of events that are read for a page."""
NAMED = 12
"""Events of one act that are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """One event in an act: added, corrected or withdrawn, and what of it changed."""

    what: str
    title: str
    link: str
    changed: str = ""


@dataclass(slots=True)
class Act:
    """All that happened to the public record at one moment. `more` counts what is not named."""

    at: datetime
    reason: str
    lines: list[Line] = field(default_factory=list)
    more: int = 0
    key: str = ""

    @property
    def title(self) -> str:
        """“Corrected: Pompeo flies to Baghdad”, or how many of each."""
        if len(self.lines) == 1 and not self.more:
            return f"{self.lines[0].what}: {self.lines[0].title}"
        return f"{' · '.join(dict.fromkeys(line.what for line in self.lines))}: {words.events(len(self.lines) + self.more)}"


def acts(before: int | None) -> tuple[list[Act], int | None]:
    """A page of acts that touched what is public, and where the next page begins. Two queries and one for the titles."""
    versions = Version.objects.filter(kind=Kind.EVENT).select_related("revision", "previous").order_by("-pk")
    if before is not None:
        versions = versions.filter(pk__lt=before)
    read = list(versions[: A_PAGE + 1])
    following = read[A_PAGE - 1].pk if len(read) > A_PAGE else None
    found: dict[int, Act] = {}
    titles = _titles({version.record for version in read[:A_PAGE]})
    for version in read[:A_PAGE]:
        line = _line(version, titles)
        if line is None:
            continue
        revision = version.revision
        said = revision.reason if revision.how != How.OUTSIDE else ""
        act = found.setdefault(revision.pk, Act(revision.at, said, key=f"r{revision.pk}"))
        if len(act.lines) < NAMED:
            act.lines.append(line)
        else:
            act.more += 1
    return list(found.values()), following


def _titles(pks: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Today's address and title of what is public or was."""
    shown = Event.objects.filter(pk__in=pks, status__in=(Status.PUBLISHED, Status.WITHDRAWN)).in_language(language())
    return {one.pk: (one.get_absolute_url(), one.text("title")[0]) for one in shown}


def _line(version: Version, titles: dict[int, tuple[str, str]]) -> Line | None:
    """None for what readers never saw: the life of a draft."""
    now, was = ((one.state or {}).get("status", "") if one else "" for one in (version, version.previous))
    link, title = titles.get(version.record, ("", version.title))
    if now == Status.PUBLISHED and was != Status.PUBLISHED:
        return Line(_("Published again") if was == Status.WITHDRAWN else _("Added"), title, link)
    if was == Status.PUBLISHED and now != Status.PUBLISHED:
        return Line(_("Withdrawn"), titles[version.record][1] if link or version.previous is None else version.previous.title, link)
    if now == was == Status.PUBLISHED and version.changed:
        return Line(_("Corrected"), title, link, ", ".join(label(key) for key in version.changed))
    return None


def first_ones() -> list[Act]:
    """What was published before any history was kept, by the day on which it was added. Three queries."""
    known = Version.objects.filter(kind=Kind.EVENT).values("record")
    unknown = Event.objects.published().exclude(pk__in=known).order_by()
    days = list(
        unknown.annotate(day=TruncDate("created_at")).values("day").annotate(n=Count("pk"), at=Max("created_at")).order_by("-day")[:50]
    )
    if not days:
        return []
    newest = unknown.in_language(language()).order_by("-created_at", "-pk")[: NAMED * 4]
    by_day: dict[Any, list[Event]] = {}
    for one in newest:
        by_day.setdefault(one.created_at.date(), []).append(one)
    found = []
    for row in days:
        named = by_day.get(row["day"], [])[:NAMED]
        lines = [Line(_("Added"), one.text("title")[0], one.get_absolute_url()) for one in named]
        found.append(Act(row["at"], "", lines, row["n"] - len(lines), f"d{row['day']:%Y-%m-%d}"))
    return found


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    if before and not (before.isascii() and before.isdigit() and len(before) < 19):
        raise Http404(_("This list has no page “%s”.") % cut(before))
    found, following = acts(int(before) if before else None)
    if following is None:
        found += first_ones()
    return render(request, "web/changes.html", {"section": "about", "acts": found, "following": following, "first_page": not before})


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest acts as Atom, for newsrooms that want to know when something they quoted is corrected."""
    here = request.build_absolute_uri(reverse("changes"))
    found, following = acts(None)
    if following is None:
        found += first_ones()
    atom = Atom1Feed(
        title=_("Changes to the Iraq · Iran · US diplomatic timeline"),
        link=here,
        description="",
        subtitle=_("What was added, corrected or withdrawn, and why."),
        feed_url=request.build_absolute_uri(),
        language=language(),
    )
    for act in found[:50]:
        said = "\n".join(filter(None, (act.reason, *(_said(line) for line in act.lines), _("and %d more") % act.more if act.more else "")))
        link = request.build_absolute_uri(act.lines[0].link) if len(act.lines) == 1 and act.lines[0].link else f"{here}#{act.key}"
        atom.add_item(act.title, link, said, unique_id=f"{here}#{act.key}", updateddate=act.at, pubdate=act.at)
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _said(line: Line) -> str:
    return f"{line.what}: {line.title}" + (f" ({line.changed})" if line.changed else "")
