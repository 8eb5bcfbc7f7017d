"""Every rule twice: kindly in clean(), firmly in the database; and bounds that follow from the date however a row is written."""

from datetime import date

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from tests.conftest import event
from timeline.dates import FuzzyDate
from timeline.events.models import Actor, Citation, Event, EventRelation, Participation, Place, Source


def build(**values):
    return Event(**{"slug": "x", "title": "X", "label": "X", "kind": "meeting", "date": "2025-10", **values})


class TestBounds:
    WANTED = (date(2025, 10, 1), date(2025, 10, 31), date(2025, 10, 16))

    def stored(self, slug="x"):
        return Event.objects.values_list("earliest", "latest", "mark_day").get(slug=slug)

    def test_saving(self, db):
        build().save()
        assert self.stored() == self.WANTED

    def test_bulk_create(self, db):
        Event.objects.bulk_create([build()])
        assert self.stored() == self.WANTED

    def test_update(self, db):
        build(date="2003").save()
        Event.objects.update(date="2025-10")
        assert self.stored() == self.WANTED

    def test_bulk_update(self, db):
        one = build(date="2003")
        one.save()
        one.date = FuzzyDate.from_edtf("2025-10")
        Event.objects.bulk_update([one], ["date"])
        assert self.stored() == self.WANTED

    def test_a_fixture_whose_bounds_are_wrong(self, db):
        fixture = serializers.serialize("json", [build(pk=1, created_at=now(), updated_at=now())]).replace("2025-10-31", "2031-01-01")
        for loaded in serializers.deserialize("json", fixture):
            loaded.save()
        assert self.stored() == self.WANTED

    def test_bounds_cannot_be_set_against_the_date(self, db):
        one = build()
        one.earliest = date(1999, 1, 1)
        one.save()
        assert self.stored() == self.WANTED

    def test_open_ends_are_null(self, db):
        build(date="2025-11-01/..").save()
        assert self.stored()[:2] == (date(2025, 11, 1), None)

    def test_bounds_can_be_read_without_the_date(self, db):
        build().save()
        assert Event.objects.only("earliest").get().earliest == date(2025, 10, 1)
        assert Event.objects.defer("date").get().latest == date(2025, 10, 31)

    def test_a_text_that_is_no_date_is_refused_kindly(self, db):
        with pytest.raises(ValidationError) as refused:
            build(date="sometime").full_clean()
        assert "date" in refused.value.message_dict


@pytest.mark.parametrize(
    "values",
    [{"kind": "party"}, {"confidence": "sure"}, {"status": "secret"}, {"prominence": 4}, {"label": "x" * 41}],
    ids=lambda values: next(iter(values)),
)
def test_event_vocabulary_and_lengths(db, values):
    with pytest.raises(ValidationError):
        build(**values).full_clean()
    with pytest.raises(Exception, match=r"CHECK|constraint|too long"), transaction.atomic():
        build(**values).save()


def test_an_actor_may_hold_two_roles_but_none_twice(cast):
    cast(event("talks"))
    talks, iraq = Event.objects.get(), Actor.objects.get(slug="iraq")
    Participation.objects.create(event=talks, actor=iraq, role="participant")
    with pytest.raises(ValidationError, match="already has this role"):
        Participation(event=talks, actor=iraq, role="host").full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.create(event=talks, actor=iraq, role="host")


def test_a_source_is_cited_once_per_place_in_it(cast):
    cast(event("talks"))
    talks, paper = Event.objects.get(), Source.objects.get()
    Citation.objects.create(event=talks, source=paper, locator="p. 2")
    with pytest.raises(ValidationError, match="say where in it"):
        Citation(event=talks, source=paper).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Citation.objects.create(event=talks, source=paper)


@pytest.mark.parametrize("field", ["url", "archived_url"])
@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "ftp://files.example/x", "paper.example/1"])
def test_sources_have_web_addresses_or_none(db, field, address):
    source = Source(slug="s", publisher="P", **{field: address})
    with pytest.raises(ValidationError):
        source.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        source.save()


def test_one_source_an_address(cast):
    with pytest.raises(ValidationError, match="already on record"):
        Source(slug="again", publisher="P", url="https://paper.example/1", kind="news").full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(slug="again", publisher="P", url="https://paper.example/1")
    Source.objects.create(slug="unlinked", publisher="P")
    Source.objects.create(slug="unlinked-too", publisher="P")


def test_an_event_is_not_related_to_itself(cast):
    cast(event("talks"))
    talks = Event.objects.get()
    with pytest.raises(ValidationError, match="not related to itself"):
        EventRelation(event=talks, other=talks, relation="follows").full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        EventRelation.objects.create(event=talks, other=talks, relation="follows")


def test_a_place_is_somewhere(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.create(slug="nowhere")


def test_the_order_of_events_is_total(db):
    assert Event.objects.all().totally_ordered
