"""A small record as rows, with what makes a file go wrong: doubtful dates, quotes, formulas, four scripts, markup, long lines."""

from datetime import UTC, date, datetime

import pytest

from timeline.dates import FuzzyDate
from timeline.events.rows import CitationRow, EventRow, Extract, LinkRow, PartRow, PlaceRow, SourceRow, StatementRow

SITE = "https://timeline.example"


def source(slug="paper-1", **changes):
    values = {
        "slug": slug,
        "url": f"{SITE}/sources/{slug}/",
        "title": "Al-Araji in Tehran: “security first”; more & more",
        "publisher": "The Paper",
        "address": "https://paper.example/a?b=1&c=%2F_x#y",
        "archived": "",
        "published": FuzzyDate.from_edtf("2025-10-22"),
        "published_words": "22 October 2025",
        "language": "en",
        "kind": "news",
    }
    return SourceRow(**values | changes)


def part(slug="iran", name="Iran", side="iran", kind="state", role="host"):
    return PartRow(slug, f"{SITE}/actors/{slug}/", name, side, kind, role)


def event(slug="talks", edtf="2025-10-20", **changes):
    values = {
        "slug": slug,
        "url": f"{SITE}/events/{slug}/",
        "title": f"Title of {slug}",
        "label": "Talks",
        "summary": "They met, and talked.",
        "language": "en",
        "kind": "meeting",
        "confidence": "confirmed",
        "prominence": 2,
        "date": FuzzyDate.from_edtf(edtf),
        "date_words": f"in words: {edtf}",
        "date_text": "",
        "date_note": "Day given by The Paper",
        "place": PlaceRow("tehran-iran", "Tehran", "Iran", "Tehran, Iran"),
        "parts": (part(), part("araji", "Qasim al-Araji", "iraq", "person", "initiator")),
        "citations": (CitationRow(source(), "the visit", "p. 3"),),
        "statements": (StatementRow("araji", "Qasim al-Araji", "«لا أحد»\nيستطيع", "ar", "paper-1"),),
        "storylines": (LinkRow("pact", f"{SITE}/storylines/pact/", "The security pact"),),
        "related": (LinkRow("call", f"{SITE}/events/call/", "A call", "follows"),),
        "added": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        "changed": datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC),
    }
    return EventRow(**values | changes)


NASTY = [
    event(),
    event(
        "visit",
        "2025-10-20/2025-10-22",
        confidence="reported",
        title='=HYPERLINK("http://evil.example";"x")',
        summary="-1+1\r\nSecond; line, \\ end",
    ),
    event(
        "about-then",
        "2025-10~",
        title="@SUM(A1) <script>alert(1)</script> & {braces} 100% #1 _x_ ~y ^z \\ $5",
        place=None,
        confidence="disputed",
    ),
    event("a-month", "2025-10", title="دیدار عراقچی در بغداد: „گفتگو“", language="fa", citations=()),
    event("open-end", "2003-03-20/..", title="'=already quoted", statements=(), storylines=(), related=()),
    event("open-start", "../2014-06", title="+964 calls\ttab", parts=()),
    event("a-year", "1953", title="Ein „Titel“ with trailing question?", summary="x" * 300 + "é" * 200),
    event("long-ago", "1899-12-31", title="Before Excel’s calendar\x07 with a bell"),
]


@pytest.fixture
def rows():
    return list(NASTY)


@pytest.fixture
def extract():
    return Extract(
        title="Events that involve Iran & Iraq, 2019–2020",
        url=f"{SITE}/events.csv?actor=iran",
        page=f"{SITE}/?actor=iran",
        count=len(NASTY),
        version="0123456789abcdef",
        made_on=date(2026, 11, 25),
        language="en",
        site="Iraq–Iran–US diplomatic timeline",
        site_url=f"{SITE}/",
    )
