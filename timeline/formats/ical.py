"""iCalendar (RFC 5545). A calendar has only days: an event whose days are known is a VEVENT; any other is a VJOURNAL without a date.

Nothing is padded and nothing is lost: calendar programs show the first and pass over the second."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from timeline.formats.days import whole_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from timeline.events.rows import EventRow, Extract

MEDIA_TYPE = "text/calendar; charset=utf-8"
CANNOT_CARRY = (
    "Events whose day is not exactly known have no place in a calendar: they follow as journal entries without a date, their date in "
    "words in the text."
)
MOST_OCTETS = 75


def escape(value: str) -> str:
    value = "".join(mark for mark in value if mark >= " " or mark in "\n\t")
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def line(name: str, value: str) -> str:
    """A content line, folded so that no physical line is longer than 75 octets and no character is cut."""
    folded, length = [], 0
    for mark in f"{name}:{value}":
        size = len(mark.encode())
        if length + size > MOST_OCTETS:
            folded.append("\r\n ")
            length = 1
        folded.append(mark)
        length += size
    return "".join(folded) + "\r\n"


def pieces(extract: Extract, rows: Iterable[EventRow]) -> Iterator[str]:
    about = " ".join(filter(None, (extract.credit + ".", CANNOT_CARRY, extract.note)))
    yield (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
        + line("PRODID", f"-//{escape(extract.site)}//Events//EN")
        + "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n"
        + line("NAME", escape(extract.title))
        + line("X-WR-CALNAME", escape(extract.title))
        + line("DESCRIPTION", escape(about))
        + line("X-WR-CALDESC", escape(about))
        + line("SOURCE;VALUE=URI", extract.url)
        + "REFRESH-INTERVAL;VALUE=DURATION:P1D\r\n"
    )
    host = urlsplit(extract.site_url).hostname or "timeline.invalid"
    for row in rows:
        yield component(row, host)
    yield "END:VCALENDAR\r\n"


def component(row: EventRow, host: str) -> str:
    days = whole_days(row.date)
    kind = "VEVENT" if days else "VJOURNAL"
    who = ", ".join(dict.fromkeys(part.name for part in row.parts))
    known = "" if row.confidence == "confirmed" else f"{row.confidence.capitalize()}, not confirmed. "
    text = f"{known}{row.date_words}. {row.summary}" + (f"\n{who}" if who else "") + f"\n{row.url}"
    lines = [
        f"BEGIN:{kind}\r\n",
        line("UID", f"{row.slug}@{host}"),
        line("DTSTAMP", row.changed.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")),
        line("CREATED", row.added.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")),
        line("LAST-MODIFIED", row.changed.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")),
    ]
    if days:
        first, last = days
        lines.append(line("DTSTART;VALUE=DATE", f"{first:%Y%m%d}"))
        # The end is the day after the last; the very last day of the calendar has none.
        if last != last.max:
            lines.append(line("DTEND;VALUE=DATE", f"{last + timedelta(days=1):%Y%m%d}"))
        lines.append(f"STATUS:{'CONFIRMED' if row.confidence == 'confirmed' else 'TENTATIVE'}\r\nTRANSP:TRANSPARENT\r\n")
        if row.place:
            lines.append(line("LOCATION", escape(row.place.words)))
    else:
        lines.append(f"STATUS:{'FINAL' if row.confidence == 'confirmed' else 'DRAFT'}\r\n")
    lines += [
        line(f"SUMMARY;LANGUAGE={row.language}", escape(row.title)),
        line("DESCRIPTION", escape(text)),
        line("CATEGORIES", ",".join(escape(one) for one in (row.kind, *row.sides))),
        line("URL", row.url),
        f"END:{kind}\r\n",
    ]
    return "".join(lines)
