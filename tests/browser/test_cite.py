"""Citing and taking data away, in a browser; and TimelineJS, fetched from npm for this test alone, telling a story from our file."""

import json
import os
import shutil
import subprocess
import urllib.request
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect

TIMELINEJS = "3.9.11"


class TestCite:
    def test_opens_as_a_dialog_copies_by_one_click_and_gives_the_focus_back(self, visit, axe):
        page = visit("/?actor=iran&from=2025", permissions=["clipboard-read", "clipboard-write"])
        link = page.locator("#listing [data-cite]")
        link.click()
        dialog = page.get_by_role("dialog", name="Cite")
        expect(dialog).to_be_visible()
        axe(page)
        dialog.get_by_role("button", name="Copy Chicago").click()
        expect(dialog.get_by_role("button", name="Copied Chicago")).to_be_visible()
        copied = page.evaluate("() => navigator.clipboard.readText()")
        assert copied == " ".join(dialog.locator("#cite-chicago").inner_text().split())
        assert copied.startswith("“Diplomatic events that involve Iran, since 2025” [")
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        expect(link).to_be_focused()

    def test_works_without_javascript(self, visit):
        page = visit("/?actor=iran", js=False)
        page.locator("#listing [data-cite]").click()
        expect(page.locator("#cite-apa")).to_contain_text("[Data set; ")
        page.locator("summary", has_text="BibTeX").click()
        expect(page.locator("#cite-bib")).to_be_visible()

    def test_the_download_menu_saves_the_view_and_closes_itself(self, visit):
        page = visit("/?kind=sanctions", width=390)
        menu = page.locator("#listing details.downloads")
        menu.locator("summary").click()
        with page.expect_download() as started:
            menu.get_by_role("link", name="CSV, for programs").click()
        assert started.value.suggested_filename == "sanctions.csv"
        menu.locator("summary").focus()
        page.keyboard.press("Escape")
        expect(menu).not_to_have_attribute("open", "")

    @pytest.mark.parametrize("path", ["/cite/?actor=iran", "/ar/cite/?actor=iran", "/api/v1/"])
    def test_its_pages_have_no_faults(self, visit, axe, path):
        page = visit(path, width=390, dark=True)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
        axe(page)


@pytest.fixture(scope="module")
def timelinejs(tmp_path_factory):
    """A folder with TimelineJS as npm has it."""
    folder = tmp_path_factory.mktemp("timelinejs")
    npm = shutil.which("npm")
    said = "npm is not there"
    if npm:
        asked = [npm, "pack", "--silent", f"@knight-lab/timelinejs@{TIMELINEJS}"]
        try:
            done = subprocess.run(asked, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
            said = done.stderr.strip() or "npm gave nothing"
        except subprocess.TimeoutExpired:
            said = "npm did not answer"
    packed = next(folder.glob("*.tgz"), None)
    if packed is None:
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(said)
        pytest.skip(f"TimelineJS could not be fetched: {said}")
    shutil.unpack_archive(packed, folder)
    return folder / "package" / "dist"


class TestTimelineJs:
    def test_draws_our_file(self, chromium, site, timelinejs):
        with urllib.request.urlopen(f"{site.url}/events.timeline.json?storyline=us-iran-direct-channels") as answer:
            told = answer.read()
        slides = json.loads(told)["events"]
        (timelinejs / "events.json").write_bytes(told)
        (timelinejs / "index.html").write_text(
            '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="css/timeline.css">'
            '<div id="t" style="width:1200px;height:700px"></div>'
            '<script src="js/timeline.js"></script><script>fetch("events.json").then((a) => a.json()).then((told) => {'
            'window.timeline = new TL.Timeline("t", told, {hash_bookmark: false, font: null});});</script>',
            encoding="utf-8",
        )

        class Quiet(SimpleHTTPRequestHandler):
            def log_message(self, *_):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=timelinejs))
        Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.new_page(viewport={"width": 1280, "height": 800})
        faults = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        try:
            # Its fonts and other languages come from its own makers; nothing of them is needed here.
            page.route("**/*", lambda route: route.continue_() if "127.0.0.1" in route.request.url else route.abort())
            page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
            expect(page.locator(".tl-timemarker")).to_have_count(len(slides), timeout=30_000)
            # The title slide and one a slide of ours.
            expect(page.locator(".tl-slide")).to_have_count(len(slides) + 1)
            first = page.locator(f"#{slides[0]['unique_id']}")
            expect(first.locator(".tl-headline")).to_have_text(slides[0]["text"]["headline"].partition(">")[2].partition("<")[0])
            expect(first.locator(".tl-headline-date")).to_contain_text(slides[0]["display_date"])
            expect(page.locator(".tl-message-full")).to_have_count(0)
            assert not faults
        finally:
            page.close()
            server.shutdown()
