"""The page before its scripts run (static/js/early.js): what is seen, and what becomes of what is pressed and ticked."""

import re

from playwright.sync_api import expect

from tests.browser.test_timeline import WINDOW, settled, tick


def held_back(page, url):
    """The page at an address, whose scripts do not come before what is returned is called."""
    held, coming = [], []
    page.route(re.compile(r"/static/.*\.js"), lambda route: route.continue_() if coming else held.append(route))
    page.goto(url, wait_until="commit")

    def release():
        assert held
        coming.append(True)
        for route in held:
            route.continue_()
        page.locator(":root[data-ready]").wait_for(state="attached")

    return release


def test_the_page_is_seen_while_everything_else_is_still_on_its_way(visit, site):
    page = visit("/about/")
    release = held_back(page, f"{site.url}/?actor=iraq")
    expect(page.locator("#chart .score:visible a").first).to_be_visible()
    expect(page.locator("#filters")).to_be_visible()
    expect(page.locator("#events .ev").first).to_be_visible()
    box = page.locator("#chart").bounding_box()
    assert box["x"] > 200, "beside the filters"
    release()
    assert page.locator("#chart").bounding_box() == box


def test_an_event_that_is_pressed_before_the_scripts_run_is_shown_and_they_take_it_over(visit, site):
    page = visit("/about/")
    release = held_back(page, f"{site.url}/?{WINDOW}")
    for pressed in ("#events .ev:nth-child(2) > a", "#chart .score:visible a.ev-m use"):
        page.locator(pressed).first.click()
        slug = page.locator(pressed).first.evaluate("(one) => one.closest('[data-event]').dataset.event")
        expect(page.locator(f'#detail article[data-event="{slug}"]')).to_be_visible()
        expect(page).to_have_title(re.compile(f"^{re.escape(page.locator('#detail h1, #detail h2').first.inner_text())} · "))
        assert "event=" not in page.url
    release()
    page.wait_for_url(f"**event={slug}**")
    expect(page.locator(f'#detail article[data-event="{slug}"]')).to_be_visible()
    expect(page).to_have_title(re.compile(f"^{re.escape(page.locator('#detail h1, #detail h2').first.inner_text())} · "))
    page.go_back()
    page.wait_for_url(lambda url: "event=" not in url)
    expect(page.locator("#detail article")).to_have_count(0)
    expect(page).to_have_title(re.compile("^Diplomatic events"))


def test_what_is_ticked_before_the_scripts_run_is_asked_for_when_they_do(visit, site):
    page = visit("/about/")
    release = held_back(page, f"{site.url}/")
    tick(page, "iran")
    tick(page, "iran")
    tick(page, "meeting", name="kind")
    steps = page.evaluate("history.length")
    release()
    page.wait_for_url("**kind=meeting**")
    settled(page)
    assert "actor=" not in page.url
    assert page.evaluate("history.length") == steps + 1
    expect(page.locator('input[name="kind"][value="meeting"]')).to_be_checked()


def test_ticked_and_unticked_before_the_scripts_run_asks_for_nothing(visit, site):
    page = visit("/about/")
    release = held_back(page, f"{site.url}/")
    tick(page, "iran")
    tick(page, "iran")
    page.locator("#find-actor").fill("araghchi")
    release()
    expect(page.locator('#actor-tree .actor:has(input[value="iraq"])').first).to_be_hidden()
    assert page.url == f"{site.url}/"


def test_a_link_that_is_pressed_leads_on_where_no_script_comes(visit, site):
    page = visit("/about/")
    held_back(page, f"{site.url}/?{WINDOW}")
    page.locator("#listing .sorts a", has_text="Prominence").click()
    page.wait_for_url("**sort=prominence**", wait_until="commit")


def test_an_event_that_is_read_before_the_scripts_run_stays_where_it_is(visit, site):
    page = visit("/about/")
    release = held_back(page, f"{site.url}/?{WINDOW}")
    page.locator("#events .ev > a").first.click()
    article = page.locator("#detail article")
    article.evaluate("(one) => { one.dataset.read = ''; document.getElementById('detail').scrollTop = 40; }")
    page.wait_for_timeout(3500)  # longer than a press waits for scripts
    assert "event=" not in page.url
    release()
    page.wait_for_url("**event=**")
    assert "read" in article.evaluate("(one) => ({ ...one.dataset })")
    assert page.locator("#detail").evaluate("(one) => one.scrollTop") == 40
    expect(page.locator("#events a[aria-current]")).to_have_count(1)


def test_elsewhere_an_event_that_is_pressed_early_leads_to_its_page_at_once(visit, site):
    page = visit("/about/")
    held_back(page, f"{site.url}/actors/iran/")
    page.locator("#events a").first.click()
    page.wait_for_url("**/events/**", wait_until="commit", timeout=2500)


def test_a_document_that_stops_halfway_shows_what_has_come(visit, site):
    """Beside and below the chart all is painted at once; but not for ever waited for."""
    page = visit("/about/")
    page.add_init_script("Object.defineProperty(document, 'readyState', { get: () => 'loading' });")
    page.add_init_script("addEventListener('DOMContentLoaded', (event) => event.stopImmediatePropagation(), true);")
    page.goto(f"{site.url}/", wait_until="commit")
    expect(page.locator("#chart .score:visible a").first).to_be_visible()
    expect(page.locator("#events .ev").first).to_be_visible()
    assert not page.locator(":root[data-ready]").count()


def test_back_finds_the_page_dressed_and_its_scripts_run_once(visit):
    page = visit("/?actor=iraq")
    page.evaluate("window.first = htmx")
    tick(page, "iran")
    page.wait_for_url("**actor=iran**")
    page.go_back()
    expect(page.locator('input[name="actor"][value="iran"]')).not_to_be_checked()
    assert page.evaluate("window.first === htmx")
    assert page.locator(".rail").evaluate("(rail) => getComputedStyle(rail).position") == "sticky"


def test_the_event_that_was_opened_early_can_be_closed_early(visit, site):
    page = visit("/about/")
    held_back(page, f"{site.url}/?{WINDOW}")
    page.locator("#events .ev > a").first.click()
    expect(page.locator("#detail article")).to_be_visible()
    page.locator("#detail [data-closes-event]").click()
    expect(page.locator("#detail article")).to_have_count(0)


def test_without_htmx_the_page_is_what_it_is_without_scripts(visit, site):
    page = visit("/about/", allow=("Failed to load resource", "htmx"))
    page.route(re.compile("vendor/htmx"), lambda route: route.abort())
    page.goto(f"{site.url}/?{WINDOW}")
    page.locator(":root[data-ready]:not(.js)").wait_for(state="attached")
    tick(page, "visit", name="kind")
    expect(page.locator("#events .out")).to_have_count(0)
    page.locator("#filters .go button").click()
    page.wait_for_url("**kind=visit**")
    page.locator("#events .ev > a").first.click()
    page.wait_for_url("**event=**")
    expect(page.locator("#detail article")).to_be_visible()


def entries(page):
    return page.locator("#events .ev").count()


def test_a_long_list_is_put_in_place_piece_by_piece_until_it_is_whole(visit):
    page = visit("/")
    total = int(page.get_attribute("#events", "data-total"))
    assert entries(page) == total > 200
    assert page.locator("#listing .rest").count() == 0
    months = page.locator("#events > .month > .mon b").all_text_contents()
    assert len(set(months)) == len(months) == page.locator("#events > .month").count(), "no month is cut in two"

    page.locator(".sorts a", has_text="Prominence").click()
    page.wait_for_url("**sort=prominence**")
    settled(page)
    expect(page.locator("#events .ev")).to_have_count(total)
    assert page.locator("#events > .month").count() == 1
    page.go_back()
    page.wait_for_url(lambda url: "sort" not in url)
    expect(page.locator("#events > .month")).to_have_count(len(months))
    expect(page.locator("#events .ev")).to_have_count(total)


def test_whoever_reloads_or_comes_back_finds_the_place_where_they_were(visit, site):
    page = visit("/")
    for again in (page.reload, lambda: (page.goto(f"{site.url}/about/"), page.go_back())):
        page.evaluate("scrollTo(0, 6000)")
        page.wait_for_timeout(200)
        again()
        page.locator(":root[data-ready]").wait_for(state="attached")
        assert abs(page.evaluate("scrollY") - 6000) < 100


def test_what_is_printed_at_once_is_the_whole_list(visit):
    page = visit("/?actor=iraq&kind=meeting")
    before = entries(page)
    page.evaluate("""() => {
      const rest = Object.assign(document.createElement("script"), { type: "text/html", className: "rest" });
      rest.textContent = '<ol class="months"><li class="month"><ol><li class="ev">one</li><li class="ev">two</li></ol></li></ol>';
      document.getElementById("listing").append(rest);
      dispatchEvent(new Event("beforeprint"));
    }""")
    assert entries(page) == before + 2
