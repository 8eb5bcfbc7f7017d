"""The index answers what the database would, for any filter; and it is never out of date."""

import itertools

import pytest
from django.core.management import call_command
from django.db import transaction

from tests.conftest import event
from timeline.events import index, stored, version
from timeline.events.models import Actor, Event, Participation
from timeline.events.query import EventQuery


def slugs(query: EventQuery) -> list[str]:
    now = index.current()
    return [now.slugs[now.position_of[pk]] for pk in now.pks(now.select(query))]


@pytest.fixture
def five(cast):
    cast(
        event("talks", "2025-10-20", {"iran": "host", "iraq": "participant"}),
        event("call", "2025-10-21", {"rubio": "initiator", "iraq": "target"}, kind="call"),
        event("visit", "2025-10-16/2025-10-19", {"qaani": "initiator"}, kind="visit", confidence="reported"),
        event("month", "2025-09", {"irgc": "initiator", "us": "target"}),
        event("open", "2025-11-01/..", {"us": "initiator"}, kind="sanctions"),
        event("draft", "2025-10-20", {"iran": "host"}, status="draft"),
    )


class TestSelect:
    def test_everything_published_in_the_order_of_marks(self, five):
        assert slugs(EventQuery()) == ["month", "visit", "talks", "call", "open"]

    def test_a_state_finds_its_people_and_bodies(self, five):
        assert slugs(EventQuery(actors=("iran",))) == ["month", "visit", "talks"]

    def test_only_leaves_members_out(self, five):
        assert slugs(EventQuery(actors=("iran",), only=True)) == ["talks"]

    def test_any_of_several_actors(self, five):
        assert slugs(EventQuery(actors=("qaani", "rubio"))) == ["visit", "call"]

    def test_all_of_several_actors_each_with_its_members(self, five):
        assert slugs(EventQuery(actors=("iran", "us"), every_actor=True)) == ["month"]

    def test_an_unknown_actor_finds_nothing(self, five):
        assert slugs(EventQuery(actors=("nobody",))) == []

    def test_side_kind_and_confidence_hold_together(self, five):
        assert slugs(EventQuery(sides=("iran",), kinds=("visit", "call"))) == ["visit"]
        assert slugs(EventQuery(confidences=("reported",))) == ["visit"]

    @pytest.mark.parametrize(
        "first, last, found",
        [
            ("2025-10-17", "2025-10-17", ["visit"]),
            ("2025-10-19", "2025-10-20", ["visit", "talks"]),
            ("2025-09-01", "2025-09-01", ["month"]),
            ("2026-01-01", None, ["open"]),
            (None, "2025-09-30", ["month"]),
            ("2025-10-22", "2025-10-31", []),
        ],
    )
    def test_a_range_finds_what_can_lie_in_it(self, five, first, last, found):
        from datetime import date

        first, last = (date.fromisoformat(day).toordinal() if day else None for day in (first, last))
        assert slugs(EventQuery(first=first, last=last)) == found


class TestCounts:
    def test_a_facet_follows_the_other_filters_and_not_its_own(self, five):
        now = index.current()
        query = EventQuery(kinds=("visit",), actors=("iran",))
        assert now.counts(query, "kind") == {"meeting": 2, "visit": 1}
        assert now.counts(query, "side") == {"iran": 1}

    def test_actors_count_with_their_members(self, five):
        now = index.current()
        by_slug = {slug: now.counts(EventQuery(), "actor").get(pk, 0) for slug, pk in now.tree.ids.items()}
        assert by_slug == {"iran": 3, "irgc": 2, "qaani": 1, "iraq": 2, "us": 3, "rubio": 1}

    def test_with_all_required_a_count_is_what_ticking_it_too_would_leave(self, five):
        now = index.current()
        counts = now.counts(EventQuery(actors=("iran",), every_actor=True), "actor")
        assert counts[now.tree.ids["us"]] == 1


class TestAgainstTheDatabase:
    """For every combination of two facets the index and plain SQL agree."""

    @pytest.fixture(autouse=True)
    def _dataset(self, dataset, db): ...

    def test_overlap(self):
        from datetime import date

        now = index.current()
        for first, last in [(date(2003, 1, 1), date(2003, 12, 31)), (date(2025, 10, 21), date(2025, 10, 21)), (None, date(1988, 7, 20))]:
            wanted = set(Event.objects.published().overlapping(first, last).values_list("pk", flat=True))
            query = EventQuery(first=first and first.toordinal(), last=last and last.toordinal())
            assert set(now.pks(now.select(query))) == wanted

    def test_kind_by_side(self):
        now = index.current()
        for kind, side in itertools.product(now.having["kind"], now.having["side"]):
            wanted = Event.objects.published().filter(kind=kind, participations__actor__side=side).distinct().count()
            assert now.select(EventQuery(kinds=(kind,), sides=(side,))).bit_count() == wanted

    def test_involving(self):
        now = index.current()
        for actor in Actor.objects.all()[:40]:
            wanted = set(Event.objects.published().involving([actor]).values_list("pk", flat=True))
            assert set(now.pks(now.of_actor(actor.slug, only=True))) == wanted


class TestFreshness:
    def test_the_index_is_kept_while_nothing_changes(self, five):
        assert index.current() is index.current()

    @pytest.mark.parametrize(
        "change",
        [
            lambda: Event.objects.filter(slug="talks").update(status="draft"),
            lambda: Event.objects.get(slug="talks").delete(),
            lambda: Participation.objects.filter(event__slug="talks").delete(),
            lambda: Actor.objects.filter(slug="iran").update(name="Islamic Republic"),
        ],
    )
    def test_any_change_is_seen_at_once(self, five, change):
        before = index.current().version
        change()
        assert index.current().version != before

    def test_what_a_failed_transaction_wrote_is_forgotten(self, five):
        before = index.current()
        with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 (the block fails only at its end)
            Event.objects.filter(slug="talks").update(status="draft")
            assert "talks" not in index.current().slugs
            raise RuntimeError
        assert index.current().slugs == before.slugs

    def test_it_costs_one_query_while_current_and_eight_to_rebuild(self, five, django_assert_num_queries):
        index.current()
        with django_assert_num_queries(1):
            index.current()
        Event.objects.filter(slug="talks").update(status="draft")
        with django_assert_num_queries(8):
            index.current()


class TestKeptForTheNextStart:
    """A large record's index lies in a file, so that a start does not read everything anew."""

    @pytest.fixture
    def started(self, five, settings, tmp_path, monkeypatch):
        """Another process: it has nothing in memory, and the same data folder."""
        settings.DATA_DIR = tmp_path
        monkeypatch.setattr(stored, "FEWEST", 0)

        def start():
            monkeypatch.setattr(index, "_held", None)
            return index.current()

        return start

    def test_a_second_process_asks_for_the_version_alone_and_knows_the_same(self, started, django_assert_num_queries):
        first = started()
        with django_assert_num_queries(1):
            second = started()
        assert second is not first
        assert index.plain(second) == index.plain(first)
        for query in (EventQuery(actors=("iran",)), EventQuery(sides=("iran",), roles=("host",)), EventQuery(kinds=("visit", "call"))):
            assert second.select(query) == first.select(query) != 0
        assert second.changed == first.changed
        assert second.publishers == first.publishers

    def test_a_change_is_not_answered_from_the_file(self, started):
        started()
        Event.objects.filter(slug="talks").update(status="draft")
        assert "talks" not in started().slugs

    def test_an_upgrade_reads_it_before_the_first_reader_comes(self, started, monkeypatch, django_assert_num_queries):
        monkeypatch.setattr(index, "_held", None)
        call_command("rebuild_search", verbosity=0)
        with django_assert_num_queries(1):
            assert "talks" in started().slugs

    @pytest.mark.parametrize(
        "damage",
        [
            lambda _whole: b"",
            lambda whole: whole[:-1],
            lambda whole: whole[:200] + bytes([whole[200] ^ 1]) + whole[201:],
            lambda whole: b"\0" * len(whole),
        ],
        ids=["empty", "cut", "one bit", "zeros"],
    )
    def test_a_damaged_file_is_as_none(self, started, tmp_path, damage):
        first = started()
        file = tmp_path / "index.kept"
        file.write_bytes(damage(file.read_bytes()))
        assert stored.load(version.current()) is None
        assert started().slugs == first.slugs

    def test_a_file_sealed_with_another_key_is_as_none(self, started, settings):
        started()
        settings.SECRET_KEY = "another site's key, as long as one has to be: 0123456789"
        assert stored.load(version.current()) is None

    def test_a_folder_that_cannot_be_written_costs_nothing_but_the_file(self, started, settings, tmp_path, caplog):
        settings.DATA_DIR = tmp_path / "not there"
        assert "talks" in started().slugs
        assert "could not be kept" in caplog.text
