"""What is found, what was taken for what, and that it follows whatever is written, however it is written."""

import zlib

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from tests.conftest import event
from timeline.events import index, search
from timeline.events.models import Actor, ActorAlias, Event, EventTranslation, Place, PlaceName, Source, Statement
from timeline.events.search import kept, store
from timeline.events.search.question import read


def found(text: str) -> list[str]:
    """Slugs, best first."""
    now = index.current()
    answer = search.find(text)
    assert answer.complete
    return [now.slugs[position] for position in answer.ranked(now, answer.within(now))]


@pytest.fixture
def six(cast):
    cast(
        event(
            "talks",
            "2025-10-20",
            {"iran": "host", "iraq": "participant"},
            title="Nuclear talks open in Muscat",
            place={"name": "Muscat", "country": "Oman"},
        ),
        event("call", "2025-10-21", {"rubio": "initiator", "iraq": "target"}, kind="call", title="A call about militias", prominence=3),
        event(
            "visit",
            "2025-10-16",
            {"qaani": "initiator"},
            kind="visit",
            title="An unannounced visit",
            summary="He spoke of a security pact and of talks.",
        ),
        event("pact", "2025-10-17", {"iraq": "initiator"}, title="The security of the pact is reviewed"),
        event(
            "said",
            "2025-10-18",
            {"us": "speaker"},
            title="Washington answers",
            statements=[{"speaker": "us", "text": "Keep dreaming, they said.", "source": "paper"}],
        ),
        event("hidden", "2025-10-20", {"iran": "host"}, title="Clandestine encounter", status="draft"),
    )


class TestReading:
    @pytest.mark.parametrize(
        "text, terms",
        [
            ("nuclear talks", [("nuclear",), ("talks",)]),
            ('"nuclear talks"', [("nuclear", "talks")]),
            ("«nuclear talks» iran", [("nuclear", "talks"), ("iran",)]),
            ('"unclosed phrase', [("unclosed", "phrase")]),
            ("the talks of the day", [("talks",), ("day",)]),
            ("the", [("the",)]),
            ("al-Sudani", [("sudani",)]),
            ("talks talks TALKS", [("talks",)]),
            ("  … - * \" ' ", []),
        ],
    )
    def test_words_and_phrases(self, text, terms):
        assert [term.words for term in read(text)] == terms

    def test_exclusions_and_beginnings(self):
        (sanctions, iran, us_iran, mil) = read('sanctions -iran -"US Iran" mil*')
        assert (sanctions.without, iran.without, us_iran.without) == (False, True, True)
        assert us_iran.words == ("us", "iran")
        assert mil.begins
        assert not sanctions.begins
        assert not read("US-Iran")[1].without


class TestFinding:
    @pytest.mark.parametrize(
        "text, slugs",
        [
            ("muscat", ["talks"]),
            ("oman", ["talks"]),
            ("talk", ["talks", "visit"]),
            ("militia", ["call"]),
            ("dreaming", ["said"]),
            ('"security pact"', ["visit"]),
            ('"pact security"', []),
            ("security pact", ["pact", "visit"]),
            ("security -unannounced", ["pact"]),
            ('-"security pact" -muscat -washington -militias', ["pact"]),
            ("unann*", ["visit"]),
            ("Ismail", ["visit"]),
            ("قاآني", ["visit"]),
            ("Ghaani", ["visit"]),
            ("rubio militias", ["call"]),
            ("qaani pact", ["visit"]),
            ("clandestine", []),
            ("xylophone", []),
            ("", []),
            ("…", []),
        ],
    )
    def test_what_is_found(self, six, text, slugs):
        assert found(text) == slugs

    def test_sources_and_their_publishers(self, six):
        assert set(found("report")) == set(found("paper")) == {"talks", "call", "visit", "pact", "said"}

    def test_a_title_comes_before_a_summary_and_among_equals_the_prominent_then_the_latest(self, six, cast):
        cast(*(event(f"round{n}", f"2025-0{n}-01", title="A round", prominence=2 if n == 1 else 1) for n in (1, 2, 3)))
        assert found("round") == ["round1", "round3", "round2"]
        assert found("talks") == ["talks", "visit"]

    @pytest.mark.parametrize(
        "text, used, slugs",
        [
            ("unanounced", "unannounced", ["visit"]),
            ("unannuonced", "unannounced", ["visit"]),
            ("mlitias", "militias", ["call"]),
            ("dreamng", "dreaming", ["said"]),
            ("washin", "washin", ["said"]),
            ("securitypact", "security pact", ["visit"]),
        ],
    )
    def test_a_typing_error_is_forgiven_and_said(self, six, text, used, slugs):
        (instead,) = search.find(text).instead
        assert (instead.typed, instead.used) == (text, used)
        assert found(text) == slugs

    def test_what_is_on_record_is_never_taken_for_something_else(self, six):
        assert not search.find("talks pact Ismail").instead

    def test_a_number_is_never_a_typing_error(self, six, cast):
        cast(event("n", title="Resolution 598"))
        assert found("598") == ["n"]
        assert found("599") == []

    def test_no_draft_lends_a_word(self, six):
        assert not search.find("clandestin").instead
        assert not search.suggest("clandes").events

    @pytest.mark.parametrize(
        "text",
        [
            "'",
            "a'b",
            '"""',
            "\\",
            "%",
            "_",
            "*",
            "AND",
            "NEAR(a b)",
            "title:x",
            "a OR b",
            "😀",
            "\x00",
            "x" * 200,
            "-" * 50,
            "(" * 9,
            "a " * 100,
        ],
    )
    def test_nothing_typed_is_a_fault(self, six, text):
        assert search.find(text).complete
        search.suggest(text)


class TestFreshness:
    """Every way to write a row is a way to change what is found."""

    def test_saved(self, six):
        one = Event.objects.get(slug="talks")
        one.title = one.label = "Kerfuffle"
        one.save()
        assert found("kerfuffle") == ["talks"]
        assert found("nuclear") == []

    def test_updated_in_bulk(self, six):
        Event.objects.filter(slug="talks").update(title="Kerfuffle")
        assert found("kerfuffle") == ["talks"]

    def test_published_and_withdrawn(self, six):
        Event.objects.filter(slug="hidden").update(status="published")
        assert found("clandestine") == ["hidden"]
        Event.objects.filter(slug="hidden").update(status="withdrawn")
        assert found("clandestine") == []

    def test_deleted(self, six):
        Event.objects.get(slug="talks").delete()
        assert found("muscat") == []

    def test_made_in_bulk(self, six):
        talks, source = Event.objects.get(slug="talks"), Source.objects.get()
        Statement.objects.bulk_create([Statement(event=talks, speaker=Actor.objects.first(), text="Abracadabra", source=source)])
        EventTranslation.objects.bulk_create([EventTranslation(event=talks, language="fa", title="گفت‌وگوهای هسته‌ای")])
        assert found("abracadabra") == ["talks"]
        assert found("هسته ای") == found("هسته‌ای") == ["talks"]
        Statement.objects.filter(text="Abracadabra").update(event=Event.objects.get(slug="call"))
        assert found("abracadabra") == ["call"]

    def test_by_hand(self, six):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE events_event SET summary = 'Kerfuffle' WHERE slug = 'talks'")
        assert found("kerfuffle") == ["talks"]

    def test_an_actor_and_its_names(self, six):
        ActorAlias.objects.create(actor=Actor.objects.get(slug="rubio"), name="Narco Polo")
        assert found("polo") == ["call"]
        ActorAlias.objects.all().delete()
        assert found("polo") == []
        Actor.objects.filter(slug="rubio").update(name="Somebody Else")
        assert found("somebody") == ["call"]

    def test_a_place_and_its_name_in_another_language(self, six):
        name = PlaceName.objects.create(english="Oman", language="ar", name="سلطنة")
        assert found("سلطنه") == ["talks"]
        name.delete()
        assert found("سلطنه") == []
        Place.objects.filter(name="Muscat").update(name="Rome")
        assert found("rome") == ["talks"]

    def test_what_a_failed_transaction_wrote_is_not_found(self, six):
        assert found("nuclear") == ["talks"]
        with pytest.raises(RuntimeError), transaction.atomic():  # noqa: PT012 (what is seen on the way is the claim)
            Event.objects.filter(slug="talks").update(title="Kerfuffle")
            assert found("kerfuffle") == ["talks"]
            raise RuntimeError
        assert found("kerfuffle") == []
        assert found("nuclear") == ["talks"]

    def test_rebuilt(self, six):
        assert found("nuclear") == ["talks"]
        store.empty()
        call_command("rebuild_search", verbosity=0)
        assert not store.waiting()
        assert found("nuclear") == ["talks"]

    def test_installing_again_changes_nothing(self, six):
        assert found("nuclear") == ["talks"]
        store.install()
        assert not store.waiting()
        assert found("nuclear") == ["talks"]


class TestKept:
    """What many documents have is kept beside them, and follows them."""

    @pytest.fixture
    def all_kept(self, six, monkeypatch):
        search.refresh()
        monkeypatch.setattr(kept, "FROM", 1)
        assert kept.keep() > 100

    @staticmethod
    def stored():
        with connection.cursor() as cursor:
            cursor.execute("SELECT key, kind, chunk, flags FROM events_searchkept")
            rows = [(key, kind, chunk, zlib.decompress(flags)) for key, kind, chunk, flags in cursor.fetchall()]
        return {(key, kind, chunk): flags for key, kind, chunk, flags in rows if any(flags)}

    def test_words_beginnings_and_phrases_are_found_in_it(self, all_kept, django_assert_num_queries):
        ways = [store.Way(("security",)), store.Way(("unann",), begins=True), store.Way(("security", "pact"))]
        with django_assert_num_queries(1):
            held = kept.look_up([*ways, store.Way(("xylophone",)), store.Way(("the", "security", "of"))])
        assert set(held) == set(ways)
        titles = {way: kept.records(chunks[store.Kind.EVENT], kept.TITLE) for way, chunks in held.items()}
        slug_of = dict(Event.objects.values_list("pk", "slug"))
        assert {way: [slug_of[pk] for pk in pks] for way, pks in titles.items()} == {ways[0]: ["pact"], ways[1]: ["visit"], ways[2]: []}
        assert found("security pact") == ["pact", "visit"]
        assert found('"security pact"') == ["visit"]
        assert found('"the security of"') == ["pact"]
        assert found('"nuclear talks open" in muscat') == ["talks"]

    def test_it_follows_every_change(self, all_kept, cast):
        Event.objects.filter(slug="talks").update(title="Security of the kerfuffle")
        Event.objects.filter(slug="hidden").update(status="published")
        Event.objects.get(slug="said").delete()
        ActorAlias.objects.create(actor=Actor.objects.get(slug="rubio"), name="Nuclear Pact")
        cast(event("new", title="Another unannounced security visit"))
        assert found("security pact") == ["pact", "visit"]
        assert found("security") == ["talks", "new", "pact", "visit"]
        assert found("unannounc*") == ["new", "visit"]
        assert found("pact") == ["pact", "call", "visit"]
        followed = self.stored()
        with connection.cursor() as cursor:
            cursor.execute("SELECT key FROM events_searchkeptkey")
            keys = {key for (key,) in cursor.fetchall()}
        kept.keep()
        assert followed == {where: flags for where, flags in self.stored().items() if where[0] in keys}

    def test_it_is_kept_by_a_rebuilding_and_gone_with_an_emptying(self, all_kept):
        before = self.stored()
        search.rebuild()
        assert self.stored() == before
        store.empty()
        assert not self.stored()


class TestCost:
    def test_a_question_costs_the_same_queries_however_long(self, six, django_assert_max_num_queries):
        search.find("talks")
        for text in ("nuclear", "nuclear talks open in muscat oman", "unanounced vsit secrity"):
            with django_assert_max_num_queries(20):
                search.find(text)

    def test_asked_again_it_costs_what_knowing_that_nothing_changed_costs(self, six, django_assert_num_queries):
        search.find("nuclear talks")
        with django_assert_num_queries(3):
            search.find("nuclear talks")


class TestHighlighting:
    @pytest.mark.parametrize(
        "text, asked, marked",
        [
            ("Nuclear talks open", "talk", ["talks"]),
            ("Keep dreaming, they said", '"keep dreaming"', ["Keep dreaming"]),
            ("Keep on dreaming", '"keep dreaming"', []),
            ("The militias’ arms", "mil*", ["militias"]),
            ("قاسم سليماني", "سلیمانی", ["سليماني"]),
            ("Résumé of talks", "resume", ["Résumé"]),
            ("nothing", "talks", []),
        ],
    )
    def test_the_words_found_are_marked_in_the_text_as_it_stands(self, db, text, asked, marked):
        ways = search.resolve(read(asked))[0]
        ways = [way for one in ways for way in one.ways] + ([store.Way(("talks",))] if asked == "talk" else [])
        pieces = search.highlighted(text, ways)
        assert "".join(piece for piece, _hit in pieces) == text
        assert [piece for piece, hit in pieces if hit] == marked


class TestSuggestions:
    def test_a_beginning_leads_to_actors_and_events(self, six):
        actors = {pk: slug for slug, pk in index.current().tree.ids.items()}
        given = search.suggest("qaa")
        assert [actors[pk] for pk in given.actors] == ["qaani"]
        assert [index.current().slugs[index.current().position_of[pk]] for pk in given.events] == ["visit"]

    @pytest.mark.parametrize("text", ["قاآ", "قاآنی", "إسماعيل", "Ghaani", "esmail qa", "Ismail Q"])
    def test_in_any_script_and_spelling(self, six, text):
        assert len(search.suggest(text).actors) == 1

    def test_what_half_the_letters_say_is_enough_for_places(self, six):
        assert len(search.suggest("musc").places) == 1

    def test_nothing_for_nothing(self, six):
        assert not any(getattr(search.suggest("  "), kind) for kind in ("actors", "storylines", "places", "events"))
