"""What a page asks of the database is a constant: the same for ten events as for ten thousand."""

from datetime import date, timedelta

import pytest
from django.db import connection, models
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
    iran, iraq = Actor.objects.get(slug="iran"), Actor.objects.get(slug="iraq")
    paper = Source.objects.get(slug="paper")
    thread = Storyline.objects.create(slug="thread", title="A thread")
    events = Event.objects.bulk_create(
        Event(
            slug=f"e{n:04}",
            title=f"Event number {n}",
            label=f"Event {n}",
            kind=("meeting", "visit", "call")[n % 3],
            date=(FIRST + timedelta(days=n * 1621 % 16_400)).isoformat(),
            status="published",
        )
        for n in range(size)
    )
    Participation.objects.bulk_create(
        Participation(event=event, actor=actor, role=role, position=place)
        for event in events
        for place, (actor, role) in enumerate(((iran, "host"), (iraq, "participant")))
    )
    Citation.objects.bulk_create(Citation(event=event, source=paper, supports="it") for event in events)
    StorylineEntry.objects.bulk_create(StorylineEntry(event=event, storyline=thread) for event in events[::100])


def copied(model, times, **changed):
    """Copies every row of a table, so many times, in one statement: `changed` is SQL for the columns that differ, `copy.n` is 1, 2, 3 …"""
    fields = [one for one in model._meta.local_concrete_fields if not one.primary_key and not isinstance(one, models.GeneratedField)]
    quote = connection.ops.quote_name
    columns = [quote(one.column) for one in fields]
    values = [changed.get(one.name, f"was.{quote(one.column)}") for one in fields]
    table = quote(model._meta.db_table)
    numbers = f"WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < {times})"  # noqa: S608
    rows = f"SELECT {', '.join(values)} FROM {table} was CROSS JOIN copy {changed.get('join', '')}"  # noqa: S608 (columns of our own)
    with connection.cursor() as cursor:
        # Without figures of its own about so many new rows PostgreSQL may join them one by one, for many minutes.
        for known in {table, quote(Event._meta.db_table)}:
            cursor.execute(f"ANALYZE {known}")
        cursor.execute(f"{numbers} INSERT INTO {table} ({', '.join(columns)}) {rows}")


def multiply(times):
    """As many copies of each event, with all that hangs on it."""
    copied(Event, times, slug="was.slug || '-' || copy.n")
    of_copy = {
        "join": "JOIN events_event first ON first.id = was.event_id JOIN events_event other ON other.slug = first.slug || '-' || copy.n",
        "event": "other.id",
    }
    for model in (Participation, Citation, StorylineEntry):
        copied(model, times, **of_copy)


def counts(client):
    found = {}
    for path, into in PAGES:
        headers = {"HX-Request": "true", "HX-Target": f"div#{into}"} if into else {}
        # Asked twice, the second time at another address, so that no kept answer spares the work: the index and the names are built
        # once a change, not once a request.
        client.get(path, headers=headers)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path + ("&" if "?" in path else "?") + "again=1", headers=headers).status_code == 200
        found[path, into] = len(captured)
    return found


@pytest.mark.usefixtures("cast")
def test_pages_ask_no_more_questions_of_ten_thousand_events_than_of_ten(client):
    fill(10)
    few = counts(client)
    multiply(1_000)
    assert (Event.objects.count(), Citation.objects.count()) == (10_010, 10_010)
    many = counts(client)
    # Fewer it may be: what is too dense to draw one by one is counted in the index and never fetched.
    assert {page: n for page, n in many.items() if n > few[page]} == {}
    assert max(few.values()) <= 36, few
