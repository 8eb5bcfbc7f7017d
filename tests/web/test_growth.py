"""What a page asks of the database is a constant: the same for ten events as for ten thousand."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from timeline.events.models import Actor, Citation, Event, Participation, Source, Storyline, StorylineEntry

FIRST = date(1980, 1, 1)
PAGES = [
    ("/", None),
    ("/?actor=iran&from=2000", "results"),
    ("/?event=e0001", None),
    ("/?event=e0001", "detail"),
    ("/?lanes=actor", "chart"),
    ("/events/e0001/", None),
    ("/actors/", None),
    ("/actors/iran/", None),
    ("/storylines/", None),
    ("/storylines/thread/", None),
    ("/sources/", None),
    ("/sources/paper/", None),
    ("/about/", None),
]


def fill(size):
    """Events from e0000 on, two participants and a source each. Already the first ten spread over 45 years: no page is empty."""
    held = Event.objects.count()
    iran, iraq = Actor.objects.get(slug="iran"), Actor.objects.get(slug="iraq")
    paper = Source.objects.get(slug="paper")
    thread, _ = Storyline.objects.get_or_create(slug="thread", defaults={"title": "A thread"})
    events = Event.objects.bulk_create(
        Event(
            slug=f"e{n:04}",
            title=f"Event number {n}",
            label=f"Event {n}",
            kind=("meeting", "visit", "call")[n % 3],
            date=(FIRST + timedelta(days=n * 1621 % 16_400)).isoformat(),
            status="published",
        )
        for n in range(held, size)
    )
    Participation.objects.bulk_create(
        Participation(event=event, actor=actor, role=role, position=place)
        for event in events
        for place, (actor, role) in enumerate(((iran, "host"), (iraq, "participant")))
    )
    Citation.objects.bulk_create(Citation(event=event, source=paper, supports="it") for event in events)
    StorylineEntry.objects.bulk_create(StorylineEntry(event=event, storyline=thread) for event in events[::100])


def counts(get):
    found = {}
    for path, into in PAGES:
        assert get(path, into=into).status == 200  # the index and the names are built once a change, not once a request
        with CaptureQueriesContext(connection) as captured:
            # Another address, so that no kept answer spares the work.
            get(path + ("&" if "?" in path else "?") + "again=1", into=into)
        found[path, into] = len(captured)
    return found


@pytest.mark.usefixtures("cast")
def test_pages_ask_no_more_questions_of_ten_thousand_events_than_of_ten(get):
    fill(10)
    few = counts(get)
    fill(10_000)
    many = counts(get)
    # Fewer it may be: what is too dense to draw one by one is counted in the index and never fetched.
    assert {page: n for page, n in many.items() if n > few[page]} == {}
    assert max(few.values()) <= 36, few
