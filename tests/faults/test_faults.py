"""Harm that comes to every site, done on purpose: what readers and editors notice, and what is lost. docs/reliability.md has the table.

All on loopback, each test with servers of its own.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from tests.faults.running import BASE, Postgres, Redis, Site, until

pytestmark = pytest.mark.faults
ON_CI = os.environ.get("CI") == "true"


def needs(program: str):
    there = (
        bool(sorted(Path("/usr/lib/postgresql").glob("*/bin")))
        if program == "postgresql"
        else any((Path(folder) / program).exists() for folder in os.environ["PATH"].split(":"))
    )
    return pytest.mark.skipif(not there and not ON_CI, reason=f"{program} is not installed here; CI has it")


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A SQLite file with the shipped dataset, made once and copied."""
    site = Site(tmp_path_factory.mktemp("filled"))
    site.fill()
    site.cookie = site.sign_in()
    # Everything out of the write-ahead log, so that the one file is all there is to copy.
    import sqlite3

    with sqlite3.connect(site.folder / "timeline.sqlite3") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return site


@pytest.fixture
def site(filled, tmp_path, request):
    """A running site on a copy of the dataset; `@pytest.mark.parametrize("site", [{...}], indirect=True)` changes its settings."""
    shutil.copy(filled.folder / "timeline.sqlite3", tmp_path / "timeline.sqlite3")
    options = getattr(request, "param", {})
    one = Site(tmp_path, options.get("settings", {}), options.get("workers", 1))
    one.cookie = filled.cookie
    one.start()
    yield one
    one.stop()


def places(site: Site) -> set[str]:
    import sqlite3

    with sqlite3.connect(site.folder / "timeline.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {name for (name,) in database.execute("SELECT slug FROM events_place")}


@pytest.mark.parametrize("site", [{"workers": 2}], indirect=True)
def test_a_worker_killed_under_load_costs_at_most_what_it_was_answering(site):
    """Three times kill -9: no request fails but those in flight, no save that was answered is lost, and the site has two workers again."""
    readers, stop, failed, answered, saved = 4, threading.Event(), [], [0], []

    def ask(request, *arguments) -> int | None:
        """The status; None where no whole answer came. A failure is noted with when it was asked and when it was known."""
        asked = time.monotonic()
        try:
            status = request(*arguments).status
        except Exception as fault:  # noqa: BLE001
            failed.append((asked, time.monotonic(), type(fault).__name__))
            return None
        if status >= 400:
            failed.append((asked, time.monotonic(), status))
        return status

    def read(n: int) -> None:
        count = 0
        while not stop.is_set():
            count += 1
            answered[0] += ask(site.get, f"/actors/?reader={n}&n={count}") == 200

    def save() -> None:
        n = 0
        while not stop.is_set():
            n += 1
            stop.wait(0.2)
            if ask(site.add_place, site.cookie, f"Town{n}") == 302:
                saved.append(f"town{n}")

    threads = [threading.Thread(target=read, args=(n,)) for n in range(readers)] + [threading.Thread(target=save)]
    for thread in threads:
        thread.start()
    deaths = []
    try:
        for _ in range(3):
            # The server takes workers that die within seconds of each other for a fault of the code, and stops for its supervisor to
            # start it.
            time.sleep(6)
            victim = site.worker_ids()[0]
            killed = time.monotonic()
            os.kill(victim, signal.SIGKILL)
            until(lambda victim=victim: victim not in site.worker_ids(), 30, site.log)
            deaths.append((killed, time.monotonic()))
            until(lambda: len(site.worker_ids()) == 2, 30, site.log)
            pages, saves = answered[0] + 20, len(saved) + 1
            until(lambda pages=pages, saves=saves: answered[0] >= pages and len(saved) >= saves, 60, site.log)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert set(saved) <= places(site)
    # What fails was in flight while a worker died: asked before the process was gone, and not over before it was killed. A busy machine
    # takes a while to bury it, and a client may have asked it twice by then.
    unexplained = [one for one in failed if not any(one[0] <= gone and one[1] >= killed for killed, gone in deaths)]
    assert not unexplained, (unexplained, deaths)
    print(f"\n3 kills: {answered[0]} pages and {len(saved)} saves answered, {len(failed)} requests in flight lost, 0 answered saves lost")


@needs("postgresql")
class TestPostgres:
    @pytest.fixture(scope="class")
    @staticmethod
    def database():
        # Not in pytest's folder, which only its own user may enter.
        folder = Path(tempfile.mkdtemp(prefix="timeline-faults-"))
        folder.chmod(0o755)
        (folder / "cluster").mkdir()
        one = Postgres(folder / "cluster")
        yield one
        one.stop("immediate")
        shutil.rmtree(folder)

    @pytest.fixture
    def site(self, database, tmp_path):
        one = Site(tmp_path, {"DATABASE_URL": database.url})
        if database.do("SELECT to_regclass('events_event') IS NULL") == "t":
            one.fill()
        one.cookie = one.sign_in()
        one.start()
        yield one
        one.stop()

    def test_restarted_it_is_found_again_and_kept_pages_go_on(self, database, site):
        for path in ("/", "/actors/"):
            assert site.get(path).status == 200
        for how in ("fast", "immediate"):
            database.stop(how)
            assert [site.get(path).status for path in ("/", "/actors/") for _ in range(20)] == [200] * 40
            other = site.get(f"/sources/?q=never-asked-{how}")
            assert other.status == 503
            assert "cannot be reached just now" in other.text
            assert other.headers["cache-control"] == "no-store"
            assert site.get("/readyz").status == 503
            assert site.get("/healthz").status == 200
            database.start()
            took = until(lambda how=how: site.get(f"/sources/?q=never-asked-{how}").status == 200, 20, site.log)
            assert site.get("/readyz").status == 200
            assert site.add_place(site.cookie, f"After{how}").status == 302
            print(f"\nPostgreSQL stopped ({how}): found again {took:.1f} s after its start")

    def test_read_only_an_editor_is_told_and_readers_notice_nothing(self, database, site):
        before = database.do("SELECT count(*) FROM events_place")
        database.do("ALTER DATABASE timeline SET default_transaction_read_only = on")
        database.do("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'timeline' AND pid <> pg_backend_pid()")
        try:
            refused = site.add_place(site.cookie, "Nowhere")
            assert refused.status == 503
            assert "accepts no changes just now" in refused.text
            assert "Nothing of what you sent was saved" in refused.text
            assert site.get("/about/").status == 200
            assert site.get("/?q=Baghdad").status == 200
        finally:
            database.do("ALTER DATABASE timeline RESET default_transaction_read_only")
            database.do("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'timeline' AND pid <> pg_backend_pid()")
        assert database.do("SELECT count(*) FROM events_place") == before
        until(lambda: site.add_place(site.cookie, "Somewhere").status == 302, 10, site.log)

    def test_two_migrations_at_once_make_one_database(self, database, tmp_path):
        database.do("CREATE DATABASE twice")
        url = database.url.removesuffix("timeline") + "twice"
        assert migrate_twice(Site(tmp_path, {"DATABASE_URL": url})) == [0, 0]


def migrate_twice(site: Site) -> list[int]:
    command = [sys.executable, "manage.py", "migrate", "-v0"]
    both = [subprocess.Popen(command, cwd=BASE, env=site.environment, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [one.communicate(timeout=300)[1] for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert "[ ]" not in site.manage("showmigrations").stdout
    return [one.returncode for one in both]


def test_two_migrations_at_once_make_one_file(tmp_path):
    assert migrate_twice(Site(tmp_path)) == [0, 0]


class TestTheDisk:
    @pytest.fixture
    def small(self, filled, tmp_path):
        """A site whose database lies on a disk with room for little more than itself."""
        disk = tmp_path / "disk"
        disk.mkdir()
        size = (filled.folder / "timeline.sqlite3").stat().st_size
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size + 700_000}", "tmpfs", str(disk)], check=False, capture_output=True
        )
        if mounted.returncode and not ON_CI:
            pytest.skip("only root can make a small disk")
        assert mounted.returncode == 0, mounted.stderr
        shutil.copy(filled.folder / "timeline.sqlite3", disk / "timeline.sqlite3")
        one = Site(tmp_path, {"DATABASE_URL": f"sqlite:///{disk}/timeline.sqlite3"})
        one.cookie, one.disk = filled.cookie, disk
        one.start()
        yield one
        one.stop()
        subprocess.run(["umount", "-l", str(disk)], check=True)

    def test_full_an_editor_is_told_and_nothing_is_half_written(self, small):
        import sqlite3

        assert small.get("/").status == 200
        saved = []
        (small.disk / "ballast").write_bytes(b"")
        with (small.disk / "ballast").open("wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(b"x" * 4096)
            except OSError:
                pass
        for n in range(200):
            answer = small.add_place(small.cookie, f"Full{n}")
            if answer.status != 302:
                break
            saved.append(f"full{n}")
        assert answer.status == 503
        assert "disk of the database is full" in answer.text
        assert "Nothing of what you sent was saved" in answer.text
        assert [small.get(path).status for path in ("/", "/about/", "/actors/?never=asked", "/?kind=visit")] == [200] * 4
        (small.disk / "ballast").unlink()
        until(lambda: small.add_place(small.cookie, "Afterwards").status == 302, 10, small.log)
        with sqlite3.connect(small.disk / "timeline.sqlite3") as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            there = {slug for (slug,) in database.execute("SELECT slug FROM events_place WHERE slug LIKE 'full%' OR slug = 'afterwards'")}
        assert there == {*saved, "afterwards"}

    def test_read_only_an_editor_is_told_and_readers_notice_nothing(self, small):
        """Stopped, mounted read-only as after a fault of the disk, and started: with nothing but the file, and no place for another."""
        before = small.get("/").body
        small.stop()
        file = small.disk / "timeline.sqlite3"
        whole = file.read_bytes()
        subprocess.run(["mount", "-o", "remount,ro", str(small.disk)], check=True)
        small.start()
        assert small.get("/").body == before
        assert [small.get(path).status for path in ("/about/", "/actors/", "/?q=Baghdad", "/events.csv", "/admin/login/")] == [200] * 5
        assert small.get("/admin/", Cookie=small.cookie).status == 200
        refused = small.add_place(small.cookie, "Nowhere")
        assert refused.status == 503
        assert "accepts no changes just now" in refused.text
        assert "Nothing of what you sent was saved" in refused.text
        small.stop()
        assert file.read_bytes() == whole
        subprocess.run(["mount", "-o", "remount,rw", str(small.disk)], check=True)
        small.start()
        assert small.add_place(small.cookie, "Somewhere").status == 302

    def test_a_write_that_waits_for_another_writer_is_told_so(self, site):
        """Somebody holds the only pen for longer than we wait: readers notice nothing."""
        import sqlite3

        holder = sqlite3.connect(site.folder / "timeline.sqlite3", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        try:
            began = time.monotonic()
            assert site.get("/about/?while=writing").status == 200
            assert time.monotonic() - began < 5
            answer = site.ask("POST", "/admin/events/place/add/", f"csrfmiddlewaretoken={'c' * 32}&name=Late&country=Iraq&slug=late",
            timeout=60, Cookie=site.cookie, Content_Type="application/x-www-form-urlencoded")  # fmt: skip
        finally:
            holder.execute("ROLLBACK")
            holder.close()
        assert answer.status == 503
        assert "Somebody else is saving" in answer.text
        assert site.add_place(site.cookie, "Late").status == 302


class TestBadClients:
    def test_slow_ones_do_not_keep_others_waiting_and_are_let_go(self, site):
        slow = []
        for _ in range(200):
            one = socket.create_connection(("127.0.0.1", site.port), 5)
            one.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
            slow.append(one)
        times = []
        for n in range(20):
            for one in slow[n::20]:
                one.sendall(b"x")
            began = time.monotonic()
            assert site.get("/about/").status == 200
            times.append(time.monotonic() - began)
        assert sorted(times)[10] < 1
        began = time.monotonic()
        closed = 0
        for one in slow:
            one.settimeout(max(0.1, 25 - (time.monotonic() - began)))
            try:
                closed += one.recv(1000) == b"" or True
            except (ConnectionError, TimeoutError) as fault:
                closed += not isinstance(fault, TimeoutError)
            one.close()
        assert closed == 200

    def test_slow_readers_hold_no_transaction_open(self, site):
        """They ask for everything and read nothing: an editor saves meanwhile, and the write-ahead log does not grow for ever."""
        lazy = []
        for n in range(20):
            one = socket.create_connection(("127.0.0.1", site.port), 5)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.sendall(f"GET /?lazy={n} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            lazy.append(one)
        assert [site.add_place(site.cookie, f"Busy{n}").status for n in range(5)] == [302] * 5
        assert site.get("/about/").status == 200
        for one in lazy:
            one.close()

    @pytest.mark.parametrize(
        "sent",
        [
            b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: " + b"x" * 1_000_000 + b"\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"".join(b"X-Many-%d: y\r\n" % n for n in range(20_000)) + b"\r\n",
            b"GET /" + b"y" * 500_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: local\x00host\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500,
            b"HELLO\r\n\r\n",
        ],
        ids=["huge header", "many headers", "huge path", "nul in host", "negative length", "two lengths", "tls to plain", "no http"],
    )
    def test_what_is_no_request_is_refused_and_the_site_goes_on(self, site_of_module, sent):
        with socket.create_connection(("127.0.0.1", site_of_module.port), 10) as one:
            one.settimeout(10)
            answer = b""
            try:
                one.sendall(sent)
                answer = one.recv(4000)
            except ConnectionError:
                pass
        assert not re.match(rb"HTTP/1\.1 5", answer), answer[:200]
        assert site_of_module.get("/healthz").status == 200
        assert site_of_module.get("/about/").status == 200

    def test_a_body_that_is_too_large_is_refused_before_it_is_read(self, site_of_module):
        before = memory(site_of_module)
        for path in ("/", "/admin/login/"):
            with socket.create_connection(("127.0.0.1", site_of_module.port), 10) as one:
                one.sendall(f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {10**9}\r\n\r\n".encode())
                one.settimeout(10)
                assert one.recv(4000).split(b"\r\n")[0].split()[1] == b"413"
        assert memory(site_of_module) - before < 20_000_000

    @pytest.fixture(scope="class")
    @staticmethod
    def site_of_module(filled, tmp_path_factory):
        folder = tmp_path_factory.mktemp("bad-clients")
        shutil.copy(filled.folder / "timeline.sqlite3", folder / "timeline.sqlite3")
        one = Site(folder).start()
        yield one
        one.stop()


def memory(site: Site) -> int:
    """Bytes that the workers hold."""
    return sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) * 4096 for one in site.worker_ids())


class TestTheClock:
    def test_the_zone_of_the_machine_changes_nothing(self, filled, tmp_path):
        """The same bytes under the zones at both ends of the earth."""
        pages = []
        for n, zone in enumerate(("Pacific/Kiritimati", "Etc/GMT+12", "Asia/Tehran")):
            folder = tmp_path / str(n)
            folder.mkdir()
            shutil.copy(filled.folder / "timeline.sqlite3", folder / "timeline.sqlite3")
            one = Site(folder, {"TZ": zone}, port=pages[0][0] if pages else Site(folder).port).start()
            pages.append((one.port, [one.get(path).body for path in ("/", "/about/", "/?from=yesterday", "/events.csv")]))
            one.stop()
        assert pages[0][1] == pages[1][1] == pages[2][1]

    @needs("cc")
    def test_a_clock_that_jumps_changes_what_yesterday_means_and_nothing_else(self, filled, tmp_path):
        """Set forward by three days and back by a year while the site runs: pages are answered throughout, changes are seen by everybody
        within the stated time, and who is signed in stays so."""
        shutil.copy(filled.folder / "timeline.sqlite3", tmp_path / "timeline.sqlite3")
        clock, library = tmp_path / "clock", tmp_path / "clock.so"
        clock.write_text("0")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(Path(__file__).parent / "clock.c"), "-ldl"], check=True)
        settings = {"LD_PRELOAD": str(library), "SHIFTED_BY": str(clock), "TIMELINE_CACHE_SECONDS": "10"}
        site = Site(tmp_path, settings).start()
        day = 86_400
        try:
            titles = []
            for n, jump in enumerate((0, 3 * day, -365 * day, 0)):
                clock.write_text(str(jump))
                for path in ("/", "/about/", "/events.csv", "/embed/", "/readyz", f"/?from=yesterday&n={n}"):
                    assert site.get(path).status == 200, (jump, path)
                titles.append(re.search("<title>(.*?)</title>", site.get("/?from=yesterday").text, re.DOTALL)[1])
                before = site.get("/about/").headers["etag"]
                assert site.add_place(filled.cookie, f"Jump{n}").status == 302, jump
                until(lambda before=before: site.get("/about/").headers["etag"] != before, 10, site.log)
        finally:
            site.stop()
        assert {f"jump{n}" for n in range(4)} <= places(site)
        # Each says the day it was then; set right, the clock finds what it left.
        assert titles[0] == titles[3]
        assert len(set(titles)) == 3


@needs("redis-server")
class TestASharedCache:
    @pytest.fixture
    def redis(self, tmp_path):
        (tmp_path / "redis").mkdir()
        one = Redis(tmp_path / "redis").start()
        yield one
        one.stop()

    def test_full_of_garbage_or_gone_it_is_as_if_there_were_none(self, filled, redis, tmp_path):
        from redis import Redis as Client

        shutil.copy(filled.folder / "timeline.sqlite3", tmp_path / "timeline.sqlite3")
        site = Site(tmp_path, {"TIMELINE_CACHE_URL": f"redis://127.0.0.1:{redis.port}/0"}).start()
        try:
            plain = site.get("/").body
            with Client(port=redis.port) as client:
                keys = client.keys("*")
                assert keys
                for garbage in (b"garbage", b"", b"\x80\x05\x95\xff\xff", b"x" * 1_000_000):
                    for key in client.keys("*"):
                        client.set(key, garbage)
                    assert site.get("/").body == plain
                for key in client.keys("*"):
                    client.delete(key)
                    client.lpush(key, "a list where bytes should be")
                assert site.get("/").body == plain
            assert site.get("/readyz").status == 200
            redis.stop()
            assert site.get("/").body == plain
            assert site.get("/readyz").status == 503
            redis.start()
            until(lambda: site.get("/readyz").status == 200, 10, site.log)
            assert site.get("/").body == plain
        finally:
            site.stop()

    def test_two_sites_share_it(self, filled, redis, tmp_path):
        """What one made, the other sends, byte for byte, without making it."""
        sites = []
        for n in range(2):
            folder = tmp_path / f"site{n}"
            folder.mkdir()
            shutil.copy(filled.folder / "timeline.sqlite3", folder / "timeline.sqlite3")
            sites.append(Site(folder, {"TIMELINE_CACHE_URL": f"redis://127.0.0.1:{redis.port}/0", "TIMELINE_LOG_LEVEL": "debug"}).start())
        try:
            first, second = (one.get("/about/", Host="localhost") for one in sites)
            assert second.body == first.body
            assert second.headers["etag"] == first.headers["etag"]
            until(lambda: "GET /about/ 200" in sites[1].log(), 5)
        finally:
            for one in sites:
                one.stop()


def test_told_to_stop_it_finishes_what_it_has_begun(site):
    """SIGTERM while forty pages are asked for: each is answered or was never taken up."""
    statuses: list[object] = []

    def read(n: int) -> None:
        try:
            statuses.append(site.get(f"/?stopping={n}").status)
        except ConnectionError as fault:
            statuses.append(type(fault).__name__)

    threads = [threading.Thread(target=read, args=(n,)) for n in range(40)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    site.process.terminate()
    for thread in threads:
        thread.join()
    site.process.wait(40)
    assert set(statuses) <= {200, "ConnectionRefusedError"}, statuses
    assert 200 in statuses
