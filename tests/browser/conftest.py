"""A real Chromium before the real product: `manage.py quickstart`, served as a newcomer sees it.

    def test_x(visit):
        page = visit("/?actor=iran", width=390, dark=True)

`visit` gives a Playwright page of its own context. When the test ends, everything that went wrong in the page is counted against it:
console errors, refusals of the content security policy, uncaught exceptions, requests to anybody else, answers of 500 and more. A test
that provokes one says so: `visit("/", allow=["Failed to load resource"])`.

`site` is shared and must not be written to; a test that writes takes `own_site`, a copy with a server of its own, and passes it on:
`visit("/admin/", site=own_site)`.

A machine without Chromium skips these tests and says so; under `CI=true` it fails.
"""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 240
"""Seconds for the product to migrate, load the dataset, prepare its files and answer."""
# A busy machine is slow; a fault stays wrong however long one waits.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


# ---- the product ----


@dataclass
class Site:
    """A running product with its data in a folder of its own."""

    folder: Path
    url: str
    server: subprocess.Popen = field(repr=False)

    def manage(self, *arguments: str, **environment: str) -> str:
        """Run a command of manage.py against this site's data and give back what it says."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment_of(self.folder) | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def add_editor(self, name: str = "editor") -> tuple[str, str]:
        """The name and password of a new account that may do everything in the admin."""
        password = "a password for tests"
        who = ("--username", name, "--email", f"{name}@desk.example")
        self.manage("createsuperuser", "--noinput", *who, DJANGO_SUPERUSER_PASSWORD=password)
        return name, password

    def stop(self) -> None:
        self.server.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.server.wait(10)
            return
        self.server.kill()
        self.server.wait()


def environment_of(folder: Path) -> dict[str, str]:
    """The environment of a newcomer: nothing configured but where the data goes."""
    ours = ("TIMELINE_", "DJANGO_", "DATABASE_URL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"TIMELINE_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def quickstart(folder: Path) -> Site:
    """Start the product on `folder` by its first command and wait until it answers."""
    port = free_port()
    log = folder / "server.log"
    folder.mkdir(parents=True, exist_ok=True)
    with log.open("w") as out:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "quickstart", "--port", str(port)],
            cwd=ROOT,
            env=environment_of(folder),
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    started = Site(folder, f"http://127.0.0.1:{port}", server)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            pytest.fail(f"quickstart ended with {server.returncode}:\n{log.read_text()}")
        with suppress(URLError, OSError), urllib.request.urlopen(started.url + "/about/", timeout=5) as answer:
            if answer.status == 200:
                return started
        time.sleep(0.2)
    started.stop()
    pytest.fail(f"quickstart did not answer within {PATIENCE} s:\n{log.read_text()}")


@pytest.fixture(scope="package")
def site(tmp_path_factory, chromium):
    """The product with the shipped dataset, shared by all browser tests: read it, do not write to it."""
    started = quickstart(tmp_path_factory.mktemp("site"))
    yield started
    started.stop()


@contextmanager
def copied(site: Site, folder: Path) -> Iterator[Site]:
    """A copy of the product, with a server of its own, that may be written to."""
    shutil.copytree(
        site.folder, folder, ignore=shutil.ignore_patterns("*-wal", "*-shm", "server.log", "timeline.sqlite3"), dirs_exist_ok=True
    )
    # The database is open in the shared server: a copy that SQLite makes is whole, a copy of its files need not be.
    with sqlite3.connect(site.folder / "timeline.sqlite3") as shared, sqlite3.connect(folder / "timeline.sqlite3") as copy:
        shared.backup(copy)
    started = quickstart(folder)
    yield started
    started.stop()


@pytest.fixture
def own_site(site, tmp_path):
    """A copy of the product that a test may write to."""
    with copied(site, tmp_path / "own-site") as started:
        yield started


# ---- the browser ----


def chromium_path() -> str | None:
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="package")
def chromium():
    """One Chromium for the whole package. Package, not session: while Playwright runs, Django takes the thread for an asynchronous one."""
    path = chromium_path()
    if path is None:
        said = "No Chromium on this machine (apt install chromium, or name one in CHROMIUM)."
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(said)
        pytest.skip(said)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


class Faults(list):
    """What went wrong in the pages of one test."""

    def watch(self, page: Page, home: str, allow: tuple[str, ...]) -> None:
        def note(text: str) -> None:
            if not any(one in text for one in allow):
                self.append(text)

        def said(message) -> None:
            if message.type == "error":
                note(f"console: {message.text}")

        def asked(request) -> None:
            if not request.url.startswith((home, "data:", "blob:", "about:")):
                note(f"third party: {request.url}")

        def answered(response) -> None:
            if response.status >= 500:
                note(f"{response.status}: {response.url}")

        page.on("console", said)
        page.on("pageerror", lambda fault: note(f"exception: {fault}"))
        page.on("request", asked)
        page.on("response", answered)


@pytest.fixture
def visit(chromium: Browser, site: Site):
    """Open a path of the site as a reader; see the head of this file."""
    faults, contexts = Faults(), []

    def open_page(
        path="/", *, site=site, width=1440, height=900, dark=False, js=True, touch=False, reduced=False, allow=(), wait="load", **options
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=js,
            has_touch=touch,
            reduced_motion="reduce" if reduced else "no-preference",
            locale=options.pop("locale", "en-GB"),
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        faults.watch(page, site.url, tuple(allow))
        page.goto(urljoin(site.url, path), wait_until=wait)
        if js:
            # Nothing is pressed before the scripts that hear it are there.
            page.wait_for_function("() => document.readyState === 'complete'")
            page.locator(":root[data-ready], :root:not(:has(#scripts))").wait_for(state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def axe():
    """`axe(page)` asserts that axe-core finds nothing against WCAG 2.2 AA and its best practices, or against some `rules` of them."""

    def check(page: Page, rules: list[str] | None = None) -> None:
        options: dict[str, object] = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
        found = Axe().run(page, options=options).response["violations"]
        places = {one["id"]: "".join(f"\n  {node['html'][:160]}" for node in one["nodes"][:4]) for one in found}
        assert not found, "\n".join(f"{one['id']} ({one['impact']}): {one['help']}{places[one['id']]}" for one in found)

    return check
