"""Answers for everyone: known by their ETag before they are made, kept whole, never mixed, never an editor's."""

import gzip
import re

import brotli
import pytest
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from tests.conftest import event
from timeline.events.models import Event
from timeline.web import caching
from timeline.web.caching import Kept, Memory, PublicCacheMiddleware, Shared, encoding_for

PAGES = ["/", "/events/talks/", "/actors/", "/actors/iran/", "/storylines/", "/sources/", "/sources/paper/", "/about/", "/ar/"]


@pytest.fixture
def talks(cast):
    cast(event("talks", "2025-10-20", {"iran": "host", "iraq": "participant"}), event("call", "2025-10-21", {"us": "initiator"}))


@pytest.fixture
def editor(db):
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("desk", password="x"))
    return client


@pytest.mark.parametrize("path", PAGES)
class TestEveryPage:
    def test_is_made_for_a_shared_cache(self, client, talks, path):
        response = client.get(path)
        control = response.headers["Cache-Control"]
        assert response.status_code == 200
        assert all(word in control for word in ("public", "s-maxage=29", "stale-while-revalidate=30", "stale-if-error="))
        assert response.headers["ETag"].startswith('W/"')
        assert {"Accept-Encoding", "HX-Request", "HX-Target", "HX-History-Restore-Request"} == set(
            re.split(r",\s*", response.headers["Vary"])
        )

    def test_has_no_cookie_and_no_nonce(self, client, talks, path):
        response = client.get(path)
        assert not response.cookies
        assert "nonce" not in response.headers["Content-Security-Policy"]
        assert b"nonce" not in response.content

    def test_is_not_made_again_for_who_has_it(self, client, talks, path, monkeypatch):
        etag = client.get(path).headers["ETag"]
        monkeypatch.setattr("timeline.web.caching.PublicCacheMiddleware.make", lambda *_: pytest.fail("made again"))
        response = client.get(path, headers={"If-None-Match": etag})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["ETag"] == etag
        assert "s-maxage" in response.headers["Cache-Control"]
        assert "HX-Request" in response.headers["Vary"]

    def test_is_made_once_for_all_who_ask(self, client, talks, path, monkeypatch):
        first = client.get(path)
        monkeypatch.setattr("timeline.web.caching.PublicCacheMiddleware.make", lambda *_: pytest.fail("made again"))
        again = client.get(path)
        assert again.content == first.content
        assert {**again.headers, "X-Request-ID": ""} == {**first.headers, "X-Request-ID": ""}


class TestWhatMakesAnAnswerAnother:
    @pytest.mark.parametrize(
        "change",
        [
            lambda: Event.objects.filter(slug="talks").update(title="Renamed"),
            lambda: Event.objects.get(slug="call").delete(),
        ],
    )
    def test_a_change_of_the_record(self, client, talks, change):
        before = client.get("/")
        change()
        after = client.get("/", headers={"If-None-Match": before.headers["ETag"]})
        assert after.status_code == 200
        assert after.headers["ETag"] != before.headers["ETag"]
        assert after.content != before.content

    @pytest.mark.parametrize(
        "other",
        [
            {"path": "/?actor=iran"},
            {"path": "/ar/"},
            {"headers": {"HX-Request": "true", "HX-Target": "div#results"}},
            {"headers": {"HX-Request": "true", "HX-Target": "aside#detail"}},
            {"headers": {"Host": "127.0.0.1"}},
        ],
    )
    def test_the_address_and_who_asks(self, client, talks, other):
        plain = client.get("/")
        response = client.get(other.get("path", "/"), headers=other.get("headers"))
        assert response.headers["ETag"] != plain.headers["ETag"]
        assert response.content != plain.content

    def test_the_day_for_a_filter_may_say_last_week(self, client, talks, monkeypatch):
        from datetime import date

        before = client.get("/").headers["ETag"]
        monkeypatch.setattr(caching, "today", lambda: date(2031, 1, 1))
        assert client.get("/").headers["ETag"] != before

    def test_the_code(self, client, talks, monkeypatch):
        before = client.get("/").headers["ETag"]
        monkeypatch.setattr(caching, "code_version", lambda: "another")
        assert client.get("/").headers["ETag"] != before


class TestEditors:
    def test_see_their_change_at_once_and_share_nothing(self, editor, client, talks):
        client.get("/events/talks/")
        editor.get("/events/talks/")
        Event.objects.filter(slug="talks").update(title="As the editor has it now")
        with override_settings(VERSION_SECONDS=3600):
            response = editor.get("/events/talks/")
        assert "As the editor has it now" in response.content.decode()
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "ETag" not in response.headers

    def test_the_desk_is_never_kept(self, editor):
        assert "no-store" in editor.get("/admin/").headers["Cache-Control"] or "private" in editor.get("/admin/").headers["Cache-Control"]

    def test_readers_see_it_within_the_stated_time(self, client, talks, monkeypatch):
        moment = [1000.0]
        monkeypatch.setattr(caching.time, "monotonic", lambda: moment[0])
        with override_settings(VERSION_SECONDS=1.0):
            client.get("/events/talks/")
            Event.objects.filter(slug="talks").update(title="Changed since")
            assert "Changed since" not in client.get("/events/talks/").content.decode()
            moment[0] += 1.0
            assert "Changed since" in client.get("/events/talks/").content.decode()

    @pytest.mark.parametrize("seconds", [0, 1, 2, 10, 60, 3600])
    def test_the_stated_time_holds_for_caches_of_any_kind(self, seconds):
        with override_settings(CACHE_SECONDS=seconds):
            said = dict(re.findall(r"([a-z-]+)=(\d+)", caching.freshness()))
        assert int(said.get("s-maxage", 0)) + int(said.get("stale-while-revalidate", 0)) + min(1, seconds / 10) <= max(seconds, 2)
        assert int(said.get("max-age", 0)) <= int(said.get("s-maxage", 0))


class TestRefusalsAndFaults:
    @pytest.mark.parametrize("path, status", [("/?page=0", 400), ("/events/never/", 404)])
    def test_a_refusal_is_soon_forgotten(self, client, talks, path, status):
        response = client.get(path)
        assert response.status_code == status
        assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=10"
        assert "ETag" not in response.headers

    def test_what_a_shared_cache_must_not_keep(self, client, talks):
        assert client.post("/").headers["Cache-Control"] == "no-store"
        for path in ("/healthz", "/readyz"):
            assert client.get(path).headers["Cache-Control"] == "no-store"


class TestCompression:
    @pytest.mark.parametrize(
        "accepted, unpack", [("br, gzip", brotli.decompress), ("gzip", gzip.decompress), ("", bytes), ("br;q=0, gzip;q=0", bytes)]
    )
    def test_each_client_gets_what_it_reads(self, client, talks, accepted, unpack):
        plain = client.get("/").content
        for _ in ("made", "kept"):
            assert unpack(client.get("/", headers={"Accept-Encoding": accepted}).content) == plain

    @pytest.mark.parametrize(
        "accepted, chosen",
        [
            ("gzip, deflate, br, zstd", "br"),
            ("gzip", "gzip"),
            ("GZIP;q=0.5", "gzip"),
            ("identity", ""),
            ("br;q=nonsense", ""),
            ("*" * 9999, ""),
            ("", ""),
        ],
    )
    def test_reading_accept_encoding(self, accepted, chosen):
        assert encoding_for(accepted) == chosen

    def test_copies_of_all_kinds_share_one_weak_etag(self, client, talks):
        assert len({client.get("/", headers={"Accept-Encoding": one}).headers["ETag"] for one in ("", "gzip", "br")}) == 1


class TestAViewThatIsNotForEveryone:
    def through(self, view, **request):
        middleware = PublicCacheMiddleware(view)
        return middleware, middleware(RequestFactory().get("/somewhere", **request))

    def test_a_cookie_makes_it_private(self, db):
        def view(_request):
            response = HttpResponse("hello")
            response.set_cookie("a", "b")
            return response

        middleware, response = self.through(view)
        assert "public" not in response.headers.get("Cache-Control", "")
        assert not middleware.store.answers

    @pytest.mark.parametrize("control", ["no-store", "private, max-age=5"])
    def test_its_own_word_stands(self, db, control):
        middleware, response = self.through(lambda _request: HttpResponse("hello", headers={"Cache-Control": control}))
        assert response.headers["Cache-Control"] == control
        assert not middleware.store.answers

    def test_varying_on_something_else_is_known_by_its_content(self, db):
        def view(request):
            return HttpResponse(request.headers.get("X-Colour", "none"), headers={"Vary": "X-Colour"})

        middleware, red = self.through(view, headers={"X-Colour": "red"})
        blue = middleware(RequestFactory().get("/somewhere", headers={"X-Colour": "blue"}))
        assert (red.content, blue.content) == (b"red", b"blue")
        assert red.headers["ETag"] != blue.headers["ETag"]
        again = middleware(RequestFactory().get("/somewhere", headers={"X-Colour": "red", "If-None-Match": red.headers["ETag"]}))
        assert again.status_code == 304

    def test_a_streamed_file_arrives_whole_and_with_its_length(self, db):
        from django.http import StreamingHttpResponse

        lines = [b"a line of a large file\n"] * 1000
        _middleware, response = self.through(lambda _request: StreamingHttpResponse(iter(lines), content_type="text/csv"))
        assert b"".join(response) == b"".join(lines)
        assert response.headers["Content-Length"] == str(23_000)
        assert "ETag" in response.headers


class TestStores:
    def kept(self, size=100):
        return Kept([("Content-Type", "text/html")], b"x" * size)

    def test_memory_stays_within_its_bounds_and_keeps_what_is_asked_for(self):
        store = Memory(100_000)
        store.put("often", self.kept())
        for n in range(1000):
            store.put(str(n), self.kept(5000))
            assert store.get("often")
        assert store.held <= 100_000
        assert store.held == sum(store.weight(one) for one in store.answers.values())

    @pytest.mark.parametrize(
        "garbage", [b"", b"x" * 40, b"\0" * 5000, "text", 7, None, ["a"], Kept([("A", "b")], b"c").packed("another key")]
    )
    def test_garbage_in_a_shared_cache_is_as_nothing(self, garbage):
        caches["default"].set("page", garbage)
        assert Shared().get("page") is None

    def test_a_shared_cache_gives_back_what_it_was_given(self):
        Shared().put("page", self.kept())
        assert Shared().get("page") == self.kept()

    def test_a_page_comes_whole_though_the_cache_is_full_of_garbage(self, talks):
        class Rubbish(dict):
            def get(self, *_):
                return b"\x80\x04rubbish" * 100

            def set(self, *_):
                raise OSError("the cache is broken")

        middleware = Client().handler
        middleware.load_middleware()
        client = Client()
        plain = client.get("/").content
        with override_settings(CACHE_URL="redis://nowhere"), pytest.MonkeyPatch.context() as patch:
            patch.setattr(caching, "caches", {"default": Rubbish()})
            other = Client()
            assert other.get("/").content == plain
            assert other.get("/").content == plain


def test_one_editors_change_never_makes_a_mixed_page(transactional_db, record, tmp_path):
    """While pages are made, another connection renames everything at once, again and again: each page says one name throughout."""
    import threading

    from django.db import connection

    from tests.conftest import CAST, SOURCE

    record(actors=CAST, sources=[SOURCE], events=[event(f"e{n}", title="Name zero") for n in range(40)])
    stop = threading.Event()

    def rename():
        try:
            n = 0
            while not stop.is_set():
                n += 1
                Event.objects.update(title=f"Name n{n}x")
                stop.wait(0.005)
        finally:
            connection.close()

    thread = threading.Thread(target=rename)
    thread.start()
    try:
        client, mixed, versions = Client(), 0, set()
        for _ in range(30):
            names = set(re.findall(r"Name (?:zero|n\d+x)", client.get("/").content.decode()))
            mixed += len(names) != 1
            versions |= names
    finally:
        stop.set()
        thread.join()
    assert mixed == 0
    assert len(versions) > 3
