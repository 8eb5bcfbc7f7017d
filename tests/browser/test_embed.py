# ruff: noqa: E501 (the host pages’ markup and scripts read better whole)
"""Embeds in host pages that behave as each CMS does, in a real Chromium: heights, no layout shift, no history, no storage, links that leave."""

from __future__ import annotations

import http.server
import json
import re
import threading
import urllib.request
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

SPARE = 96
"""px that the frame may be higher than its content: a phone of 390 px needs fewer lines than one of 320, for which is reserved."""
QUERY = "from=2025-10-07&to=2025-11-13"
EVENT = "treasury-sanctions-muhandis-2025-10"
ARTICLE = "<p>%s</p>" % ("Iraq’s National Security Adviser travelled to Tehran three weeks before the parliamentary election. " * 6)
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" href="data:,"><title>A newsroom</title><style>body{margin:0;font:18px/1.6 Georgia,serif}article{max-width:700px;margin:0 auto}
p{margin:0 0 18px}%(style)s</style>%(head)s</head><body><article>%(before)s%(embed)s<p id="after">After.</p>%(after)s</article></body></html>"""

SHIFT = """
window.shift = 0; window.frameHeights = []; window.messages = [];
new PerformanceObserver((list) => { for (const one of list.getEntries()) window.shift += one.value; }).observe({ type: "layout-shift", buffered: true });
addEventListener("message", (event) => window.messages.push(event.data));
"""


class Newsroom:
    """A host on another origin. Pages are put up by path; the embed's site is never the host's."""

    def __init__(self):
        self.pages = {}
        pages = self.pages

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = pages.get(self.path.partition("?")[0])
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write((body or "").encode())

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def put(self, embed, *, script="", style="", before=ARTICLE, after=ARTICLE * 4, path="/article"):
        head = f"<script>{SHIFT}{script}</script>"
        self.pages[path] = PAGE % {"embed": embed, "head": head, "style": style, "before": before, "after": after}
        return self.url + path


@pytest.fixture(scope="module")
def newsroom():
    room = Newsroom()
    yield room
    room.server.shutdown()


@pytest.fixture
def article(visit, newsroom, site):
    """Opens a host page around an embed and gives the page and the frame."""

    def open_page(embed, *, width=1100, height=900, allow=(), **rest):
        options = {name: rest.pop(name) for name in ("js", "touch", "wait", "dark") if name in rest}
        address = newsroom.put(embed, **rest)
        return visit(address, width=width, height=height, allow=(newsroom.url, *allow), **options)

    return open_page


def snippet(site, path, code):
    """The snippet as the site itself hands it out."""
    with urllib.request.urlopen(site.url + path, timeout=30) as answer:
        return BeautifulSoup(answer.read(), "html.parser").select_one(f'[data-code="{code}"] textarea').get_text()


def inner(page, n=0):
    """The embed's frame, once its script has run."""
    element = page.locator("iframe").nth(n)
    element.scroll_into_view_if_needed()
    for _ in range(200):
        frame = element.element_handle().content_frame()
        if frame and "/embed/" in frame.url:
            frame.locator(":root.js").wait_for(state="attached")
            return frame
        page.wait_for_timeout(50)
    pytest.fail("the frame was never loaded")
    return None


def needed(frame):
    """px that the content takes at this width, and the height of the frame."""
    return frame.evaluate(
        """() => { const tall = (selector) => document.querySelector(selector).getBoundingClientRect().height;
        return [Math.ceil(tall("#view") - tall("#view .room") + tall("#view .content") - 0.01), innerHeight]; }"""
    )


def settle(page, milliseconds=700):
    page.wait_for_timeout(milliseconds)


def heights_said(page):
    return [one["height"] for one in page.evaluate("messages") if isinstance(one, dict) and one.get("type") == "embed-size"]


class TestAPlainPage:
    """The iframe snippet, no script of ours, no listener of theirs."""

    @pytest.mark.parametrize("width", [1100, 390, 320])
    @pytest.mark.parametrize(
        "path",
        [
            f"/share/?{QUERY}",
            "/share/?actor=iran&view=both",
            "/share/?controls=1&overview=1",
            "/share/?lang=ar&actor=iran",
            f"/share/events/{EVENT}/",
        ],
    )
    def test_reserves_the_height_that_the_content_takes(self, article, site, width, path):
        page = article(snippet(site, path, "iframe"), width=width)
        frame = inner(page)
        content, reserved = needed(frame)
        assert content <= reserved <= content + SPARE
        assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight")
        assert page.evaluate("shift") == 0

    def test_without_javascript_it_is_whole(self, article, site):
        page = article(snippet(site, f"/share/?{QUERY}", "iframe"), js=False)
        page.locator("iframe").scroll_into_view_if_needed()
        frame = page.frame_locator("iframe")
        assert frame.locator("#chart .score.article .ev-m").count() >= 5
        assert frame.locator(".ft").is_visible()
        link = frame.locator("#chart .score.article .ev-m").first
        with page.context.expect_page() as opened:
            link.locator("use").first.click()
        assert "/?" in opened.value.url
        assert "event=" in opened.value.url

    def test_on_a_slow_network_nothing_moves_and_the_drawing_comes_with_the_first_answer(self, article, site):
        page = article(snippet(site, f"/share/?{QUERY}", "iframe"), wait="commit")
        client = page.context.new_cdp_session(page)
        client.send("Network.enable")
        client.send(
            "Network.emulateNetworkConditions", {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
        )
        page.reload(wait_until="load")
        assert inner(page).locator("#chart .score.article .ev-m").count() >= 5
        assert page.evaluate("shift") == 0
        assert page.context.storage_state() == {"cookies": [], "origins": []}

    def test_loads_no_more_than_60_kb_before_the_reader_touches_it(self, visit, site, chromium):
        context = chromium.new_context(viewport={"width": 700, "height": 600})
        page = context.new_page()
        client = context.new_cdp_session(page)
        client.send("Network.enable")
        received = []
        client.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        page.goto(f"{site.url}/embed/", wait_until="networkidle")
        context.close()
        assert 0 < sum(received) < 60_000


class TestChoosing:
    @pytest.mark.parametrize("sandbox", ["", ' sandbox="allow-scripts"'])
    def test_an_event_opens_beside_the_drawing_and_closes_again(self, article, site, sandbox):
        page = article(f'<iframe{sandbox} title="t" src="{site.url}/embed/?{QUERY}" width="100%" height="520" style="border:0"></iframe>')
        before = page.evaluate("history.length")
        frame = inner(page)
        mark = frame.locator("#chart .score.article .ev-m").first
        slug = mark.get_attribute("data-event")
        mark.locator("use").first.hover()
        frame.locator("#chart .card:not([hidden])", has_text="2025").wait_for()
        assert not frame.locator("#chart.plotted").count()  # a pointer that passes by does not cost the reader Plotly
        mark.locator("use").first.click()
        frame.locator(f'#detail article[data-event="{slug}"]').wait_for()
        frame.locator(f'#chart .score.article .ev-m.on[data-event="{slug}"], #chart .point.on[data-event="{slug}"]').first.wait_for()
        said = heights_said(page)
        frame.locator("#detail [data-closes-event]").click()
        frame.locator("#detail").wait_for(state="hidden")
        assert heights_said(page) == said  # choosing moves nothing in the article

        # The keys walk, open and zoom; from then on Plotly follows every movement.
        frame.locator("#chart.plotted").wait_for(state="attached")
        frame.locator("#chart").focus()
        page.keyboard.press("End")
        expect(frame.locator("#said")).to_contain_text("November 2025")
        page.keyboard.press("Enter")
        frame.locator("#detail article").wait_for()
        page.keyboard.press("Escape")
        frame.locator("#detail").wait_for(state="hidden")
        assert frame.evaluate("document.activeElement.id") == "chart"
        page.keyboard.press("+")
        frame.locator("#whole").wait_for()
        # A wheel over a chart that is held stretches time; the article stays where it is.
        zoomed = frame.locator("#chart .score.only").get_attribute("data-last")
        y = page.evaluate("scrollY")
        frame.locator("#chart").hover(position={"x": 300, "y": 40})
        page.mouse.wheel(0, 240)
        frame.locator(f'#chart .score.only:not([data-last="{zoomed}"])').wait_for(state="attached")
        assert page.evaluate("scrollY") == y
        assert page.evaluate("history.length") == before

    @pytest.mark.parametrize("sandbox", ["", ' sandbox="allow-scripts"'])
    def test_zooming_filtering_and_the_list(self, article, site, sandbox):
        page = article(
            f'<iframe{sandbox} title="t" src="{site.url}/embed/?from=2025&view=both&controls=1" width="100%" height="1000" style="border:0"></iframe>'
        )
        before = page.evaluate("history.length")
        frame = inner(page)
        total = frame.locator("#events").get_attribute("data-total")
        first = frame.locator("#chart .score.article").get_attribute("data-first")
        frame.locator("#chart .score.article a.bub circle").first.click()
        frame.locator("#whole").wait_for()
        assert frame.locator("#chart .score.only").get_attribute("data-first") != first
        frame.locator("#whole").click()
        frame.locator(f'#chart .score.only[data-first="{first}"]').wait_for(state="attached")

        frame.locator("#controls summary").click()
        frame.locator("#controls label:has([name=kind][value=call])").click()
        frame.locator(f'#events:not([data-total="{total}"])').wait_for()
        assert {one.get_attribute("data-kind") for one in frame.locator("#events .ev").all()} == {"call"}
        assert frame.locator("#controls[open]").count() == 1  # the form stays under the reader's hand

        frame.locator("#controls [name=from]").fill("2026")
        frame.locator("#controls [name=from]").press("Enter")
        frame.locator("#count", has_text="2026").wait_for()
        assert frame.locator("#chart > script").count() == 1  # keys and cards go on working after a filter
        frame.locator("#events a").first.click()
        frame.locator("#detail article").wait_for()
        assert page.evaluate("history.length") == before

    def test_the_hosts_back_button_stays_the_hosts(self, article, newsroom, site):
        page = article(f'<iframe title="t" src="{site.url}/embed/?{QUERY}&view=both" width="100%" height="900"></iframe>')
        first = page.url
        newsroom.put("", path="/second")
        page.goto(first + "?again")
        frame = inner(page)
        frame.locator("#events a").first.click()
        frame.locator("#detail article").wait_for()
        page.keyboard.press("Escape")
        page.go_back()
        assert page.url == first

    def test_by_keyboard(self, article, site):
        page = article(f'<iframe title="t" src="{site.url}/embed/?{QUERY}&view=both" width="100%" height="900"></iframe>')
        frame = inner(page)
        entry = frame.locator("#events a").nth(1)
        entry.focus()
        page.keyboard.press("Enter")
        frame.locator("#detail article").wait_for()
        assert frame.evaluate("document.activeElement.id") == "detail"
        page.keyboard.press("Escape")
        frame.locator("#detail").wait_for(state="hidden")
        assert entry.evaluate("one => one === document.activeElement")

    def test_axe_finds_nothing(self, visit, axe):
        axe(visit(f"/embed/?{QUERY}&view=both&controls=1&overview=1", width=700))


WORDPRESS = """
addEventListener("message", (event) => {
  const data = event.data;
  if (!data || typeof data !== "object" || !data.message || /[^a-zA-Z0-9]/.test(data.secret)) return;
  for (const quote of document.querySelectorAll(`blockquote[data-secret="${data.secret}"]`)) quote.style.display = "none";
  for (const frame of document.querySelectorAll(`iframe[data-secret="${data.secret}"]`)) {
    if (event.source !== frame.contentWindow) continue;
    frame.removeAttribute("style");
    if (data.message === "height") frame.height = Math.min(1000, Math.max(200, parseInt(data.value, 10)));
    if (data.message === "link" && new URL(data.value).host === new URL(frame.src).host && document.activeElement === frame) window.followed = data.value;
  }
});
addEventListener("DOMContentLoaded", () => {
  for (const frame of document.querySelectorAll("iframe.wp-embedded-content")) frame.contentWindow.postMessage({ message: "ready", secret: frame.dataset.secret }, "*");
});
"""


def as_wordpress_prints(oembed, secret="a1B2c3D4e5"):  # noqa: S107
    """What WordPress makes of an answer from a site that is not on its list: hidden until the frame has said its height."""
    html = oembed["html"].replace("<blockquote>", f'<blockquote class="wp-embedded-content" data-secret="{secret}">')
    start, src, end = html.partition(' src="')
    address, _quote, rest = end.partition('"')
    frame = f'{start}{src}{address}#?secret={secret}" data-secret="{secret}"{rest}'
    hidden = 'class="wp-embedded-content" sandbox="allow-scripts" security="restricted" style="position: absolute; visibility: hidden;"'
    return frame.replace("<iframe", f"<iframe {hidden}")


def oembed(site, address, **parameters):
    with urllib.request.urlopen(f"{site.url}/oembed?" + urlencode({"url": site.url + address, **parameters}), timeout=30) as answer:
        return json.load(answer)


class TestWordPress:
    @pytest.mark.parametrize("width", [1100, 390])
    def test_the_frame_is_shown_at_its_height(self, article, site, width):
        html = as_wordpress_prints(oembed(site, f"/?{QUERY}", maxwidth=640, maxheight=960))
        page = article(html, script=WORDPRESS, width=width, style="iframe{max-width:100%}", after="", before=ARTICLE * 8)
        page.locator("iframe").scroll_into_view_if_needed()
        frame = inner(page)
        settle(page)
        assert page.locator("blockquote").is_hidden()
        content, height = needed(frame)
        assert content <= height <= max(content + SPARE, 200)
        said = [one for one in page.evaluate("messages") if isinstance(one, dict) and one.get("message") == "height"]
        assert {one["secret"] for one in said} == {"a1B2c3D4e5"}
        assert len({one["value"] for one in said}) == 1

    def test_at_the_width_of_an_article_nothing_moves(self, article, site):
        html = as_wordpress_prints(oembed(site, f"/?{QUERY}"))
        page = article(html, script=WORDPRESS, before="", after=ARTICLE)
        settle(page)
        reserved = oembed(site, f"/?{QUERY}")["height"]
        assert page.locator("iframe").evaluate("one => one.clientHeight") == reserved

    def test_an_answer_before_the_host_listens_is_repeated_when_it_is_ready(self, article, site):
        html = as_wordpress_prints(oembed(site, f"/?{QUERY}"))
        late = f"setTimeout(() => {{ {WORDPRESS} for (const frame of document.querySelectorAll('iframe')) frame.contentWindow.postMessage({{ message: 'ready', secret: frame.dataset.secret }}, '*'); }}, 1500);"
        page = article(html, script=late)
        page.wait_for_timeout(2200)
        assert page.locator("blockquote").is_hidden()
        assert page.locator("iframe").is_visible()

    def test_a_hidden_frame_that_learns_its_width_late_says_its_height_all_the_same(self, article, site):
        html = as_wordpress_prints(oembed(site, f"/?{QUERY}"))
        narrow = "const narrow = document.createElement('style'); narrow.textContent = 'iframe{width:0}'; document.head.append(narrow);"
        page = article(html, script=f"{WORDPRESS} {narrow} addEventListener('load', () => setTimeout(() => narrow.remove(), 1000));")
        page.wait_for_function("getComputedStyle(document.querySelector('iframe')).visibility === 'visible'")
        assert page.locator("iframe").evaluate("one => one.clientHeight") == oembed(site, f"/?{QUERY}")["height"]

    def test_a_stranger_with_another_secret_is_not_answered(self, article, site):
        html = as_wordpress_prints(oembed(site, f"/?{QUERY}"))
        page = article(html, script=WORDPRESS)
        inner(page)
        settle(page)
        before = len(page.evaluate("messages"))
        page.evaluate("document.querySelector('iframe').contentWindow.postMessage({ message: 'ready', secret: 'other' }, '*')")
        settle(page, 300)
        assert len(page.evaluate("messages")) == before

    def test_links_leave_by_the_hosts_hand(self, article, site):
        html = as_wordpress_prints(oembed(site, f"/?{QUERY}"))
        page = article(html, script=WORDPRESS)
        frame = inner(page)
        settle(page)
        frame.locator("a.go").click()
        page.wait_for_function("window.followed")
        assert page.evaluate("followed") == f"{site.url}/?{QUERY}"
        assert page.url.endswith("/article")

    def test_a_sources_link_leads_to_the_events_page_which_has_it(self, article, site):
        html = as_wordpress_prints(oembed(site, f"/?{QUERY}"))
        page = article(html, script=WORDPRESS)
        frame = inner(page)
        settle(page)
        frame.locator("#chart .score.article .ev-m use").first.click()
        frame.locator("#detail .srcs a.out").first.click()
        page.wait_for_function("window.followed")
        assert page.evaluate("followed").startswith(f"{site.url}/events/")


class TestASandboxWithoutWordPress:
    def test_a_link_that_cannot_open_shows_its_address(self, article, site):
        page = article(
            f'<iframe sandbox="allow-scripts" title="t" src="{site.url}/embed/?{QUERY}" width="100%" height="520"></iframe>',
            allow=("Blocked opening",),
        )
        frame = inner(page)
        frame.locator("a.go").click()
        assert frame.locator(".blocked input").input_value() == f"{site.url}/?{QUERY}"
        frame.locator(".blocked button").click()
        frame.locator(".blocked").wait_for(state="detached")

    def test_where_windows_may_open_they_do(self, article, site):
        page = article(
            f'<iframe sandbox="allow-scripts allow-popups" title="t" src="{site.url}/embed/?{QUERY}" width="100%" height="520"></iframe>'
        )
        frame = inner(page)
        with page.context.expect_page() as opened:
            frame.locator("a.go").click()
        assert opened.value.url.startswith("about:blank") or opened.value.url.startswith(site.url)


class TestListeners:
    def test_datawrapper(self, article, site):
        listener = """addEventListener("message", (event) => { if (event.data["datawrapper-height"] === undefined) return;
            for (const id in event.data["datawrapper-height"]) for (const frame of document.querySelectorAll("iframe"))
              if (frame.contentWindow === event.source) frame.style.height = event.data["datawrapper-height"][id] + "px"; });"""
        page = article(
            f'<iframe title="t" scrolling="no" frameborder="0" style="width:0;min-width:100%!important;border:none" height="300" src="{site.url}/embed/?{QUERY}"></iframe>',
            script=listener,
        )
        self.fits(page)

    def test_pym(self, article, site):
        listener = """addEventListener("message", (event) => { const found = /^pymxPYMxtimeline-1xPYMx(\\S+?)xPYMx(.*)$/.exec(event.data);
            if (found && found[1] === "height") document.querySelector("iframe").setAttribute("height", parseInt(found[2]) + "px"); });
            addEventListener("resize", () => document.querySelector("iframe").contentWindow.postMessage("pymxPYMxtimeline-1xPYMxwidthxPYMx" + innerWidth, "*"));"""
        src = f"{site.url}/embed/?{QUERY}&initialWidth=700&childId=timeline-1&parentTitle=A%20newsroom"
        page = article(
            f'<iframe title="t" width="100%" scrolling="no" marginheight="0" frameborder="0" src="{src}"></iframe>', script=listener
        )
        self.fits(page)

    def test_amp(self, article, site):
        # amp-iframe: sandboxed with an origin, asks for `resizable`, and heeds its own sentinel only.
        listener = """addEventListener("message", (event) => { const frame = document.querySelector("iframe");
            if (event.source === frame.contentWindow && event.data.sentinel === "amp" && event.data.type === "embed-size") frame.style.height = event.data.height + "px"; });"""
        page = article(
            f'<iframe title="t" sandbox="allow-scripts allow-same-origin allow-popups" style="width:100%;height:300px;border:0" src="{site.url}/embed/?{QUERY}"></iframe>',
            script=listener,
        )
        self.fits(page)

    def fits(self, page):
        frame = inner(page)
        settle(page)
        content, height = needed(frame)
        assert abs(content - height) <= 1
        assert len(heights_said(page)) == 1
        # A narrower page is a real change: said once more, and the frame fits again.
        page.set_viewport_size({"width": 390, "height": 900})
        settle(page)
        content, height = needed(frame)
        assert abs(content - height) <= 1
        said = heights_said(page)
        assert 2 <= len(said) <= 4
        settle(page, 1200)
        assert heights_said(page) == said


class TestOurScript:
    @pytest.mark.parametrize("width", [1100, 390, 320])
    def test_the_element_fits_its_content_and_moves_nothing(self, article, site, width):
        page = article(snippet(site, f"/share/?{QUERY}", "script"), width=width)
        page.locator("diplomatic-timeline iframe").wait_for()
        frame = inner(page)
        settle(page)
        content, height = needed(frame)
        assert content <= height <= content + SPARE
        assert page.evaluate("shift") == 0

    def test_any_page_of_the_site_will_do_as_its_address(self, article, site):
        for address, embedded in (
            ("/?actor=iran", "/embed/?actor=iran"),
            ("/ar/actors/iran/", "/embed/?lang=ar&actor=iran"),
            ("/places/tehran/", "/embed/?place=tehran"),
        ):
            page = article(
                f'<diplomatic-timeline src="{site.url}{address}">A link</diplomatic-timeline><script async src="{site.url}/embed.js"></script>'
            )
            page.locator("diplomatic-timeline iframe").wait_for()
            assert page.locator("diplomatic-timeline iframe").get_attribute("src") == site.url + embedded

    @pytest.mark.parametrize("src", ["https://elsewhere.example/embed/", "javascript:alert(1)", "not an address", ""])
    def test_nothing_else_is_framed_and_the_link_stays(self, article, site, src):
        page = article(
            f'<diplomatic-timeline src="{src}"><a href="#">A link</a></diplomatic-timeline><script async src="{site.url}/embed.js"></script>'
        )
        page.wait_for_function("window.DiplomaticTimeline")
        assert page.locator("diplomatic-timeline iframe").count() == 0
        assert page.locator("diplomatic-timeline a").is_visible()

    def test_plain_frames_and_sandboxed_ones_are_fitted_too(self, article, site):
        frames = "".join(
            f'<iframe{box} title="t" style="width:100%;border:0" height="200" src="{site.url}/embed/?{QUERY}"></iframe>'
            for box in ("", ' sandbox="allow-scripts"')
        )
        page = article(frames + f'<script async src="{site.url}/embed.js"></script>')
        page.wait_for_function("[...document.querySelectorAll('iframe')].every((one) => one.clientHeight > 300)")

    def test_it_heeds_only_frames_of_ours(self, article, newsroom, site):
        newsroom.pages["/liar"] = (
            "<script>setInterval(() => parent.postMessage({ sentinel: 'amp', type: 'embed-size', height: 4000 }, '*'), 50)</script>"
        )
        liar = f'<iframe id="liar" title="l" src="{newsroom.url}/liar" height="100"></iframe>'
        ours = f'<iframe id="ours" title="t" src="{site.url}/embed/?{QUERY}&height=400" height="400"></iframe>'
        page = article(liar + ours + f'<script async src="{site.url}/embed.js"></script>')
        settle(page, 800)
        assert page.locator("#liar").evaluate("one => one.clientHeight") == 100
        assert page.locator("#ours").evaluate("one => one.clientHeight") == 400


class TestSharing:
    def test_the_dialog_shows_codes_for_what_is_on_the_page(self, visit, site):
        page = visit(f"/?{QUERY}")
        page.locator("a[data-share]").click()
        dialog = page.locator("dialog#share-dialog")
        dialog.locator(".codes").wait_for()
        code = dialog.locator('[data-code="iframe"] textarea')
        assert f"{site.url}/embed/?{QUERY}".replace("&", "&amp;") in code.input_value()
        dialog.locator("#share-title").fill("Three weeks before the vote")
        dialog.locator("label:has([name=theme][value=dark])").click()
        expect(code).to_have_value(re.compile("theme=dark"))
        assert 'title="Three weeks before the vote"' in code.input_value()
        page.frame_locator("iframe.pvw").locator("h1", has_text="Three weeks before the vote").wait_for()
        page.keyboard.press("Escape")
        dialog.wait_for(state="detached")

    def test_copying_puts_the_code_on_the_clipboard(self, visit, site):
        page = visit(f"/share/?{QUERY}")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.locator(".codes label:has([value=png])").click()
        page.locator('[data-copies="png"]').click()
        page.locator("#share-said", has_text="Copied").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == f"{site.url}/chart.png?{QUERY}"

    def test_nothing_is_cut_on_a_phone_and_the_preview_scrolls_one_way(self, visit):
        for path in ("/share/", "/ar/share/", "/fa/share/"):
            page = visit(path, width=390)
            inside = "(all) => all.every((one) => one.getBoundingClientRect().width <= one.parentElement.clientWidth)"
            assert page.locator(".seg").evaluate_all(inside)
            box, last = page.locator(".codes .seg").bounding_box(), page.locator(".codes label:has([value=png])").bounding_box()
            assert box["x"] <= last["x"] < last["x"] + last["width"] <= box["x"] + box["width"]
        page = visit("/share/")
        assert page.locator(".pv").evaluate("(one) => one.scrollWidth === one.clientWidth && one.scrollHeight > one.clientHeight")
        assert page.locator(".crumb").inner_text() == page.locator(".crumb a").inner_text()

    def test_the_dialog_needs_no_scrollbar_where_it_has_room(self, visit):
        page = visit(f"/?{QUERY}", height=1200)
        page.locator("a[data-share]").click()
        page.locator("#share-dialog .codes").wait_for()
        assert page.locator("#share-dialog").evaluate("(one) => one.scrollHeight === one.clientHeight")

    def test_the_page_has_no_fault_that_axe_knows(self, visit, axe):
        axe(visit(f"/share/?{QUERY}"))
