"""The main page as its readers use it: every view is an address, and nothing waits where the page already knows."""

import re

import pytest
from playwright.sync_api import expect

AVOIDABLE = "Failed to load resource"


def slugs(page):
    """Events in the list, as they are shown, once all of it has been put in place."""
    for _ in range(400):
        found = page.locator("#listing").evaluate(
            """(list) => document.querySelector("html.js #listing .rest") ? null :
              [...list.querySelectorAll(".ev")].filter((one) => one.checkVisibility()).map((one) => one.dataset.event)"""
        )
        if found is not None:
            return found
        page.wait_for_timeout(50)
    raise AssertionError("the list is never whole")


def marks(page):
    """Events that are drawn one by one."""
    return set(page.locator("#chart [data-event]").evaluate_all("all => all.map((one) => one.dataset.event)"))


def seen(page):
    """Everything that a filter changes."""
    return {
        "slugs": slugs(page),
        "marks": marks(page),
        "count": page.inner_text("#count"),
        "title": page.title(),
        "h1": page.inner_text("h1"),
    }


def tick(page, value, name="actor"):
    """Tick a choice by its label, as a pointer does."""
    page.locator(f'#filters label:has(input[name="{name}"][value="{value}"])').first.click()


def settled(page):
    expect(page.locator(".htmx-request, [aria-busy=true]")).to_have_count(0)


def delayed(page, part, milliseconds):
    """Answers to addresses with `part` in them come so much later; everything else, and the test itself, goes on meanwhile."""
    page.evaluate(
        """([part, late]) => {
          const now = window.fetch;
          window.fetch = async (url, ...rest) => {
            if (String(url).includes(part)) await new Promise((done) => setTimeout(done, late));
            return now(url, ...rest);
          };
        }""",
        [part, milliseconds],
    )


WINDOW = "from=2025-10-07&to=2025-11-13"


def test_choosing_an_actor_changes_everything_and_back_restores_it(visit):
    page = visit(f"/?{WINDOW}")
    before = seen(page)
    assert before["slugs"]
    assert before["marks"] <= set(before["slugs"])

    tick(page, "iran")
    page.wait_for_url(re.compile("actor=iran"))
    settled(page)
    expect(page.locator("h1")).to_contain_text("Iran")
    assert set(slugs(page)) < set(before["slugs"])
    assert page.inner_text("#count") != before["count"]
    assert page.inner_text("#count").startswith(f"{len(slugs(page))} events")
    assert page.title() != before["title"]
    assert "involve Iran" in page.title()
    assert marks(page) != before["marks"]
    assert marks(page) <= set(slugs(page))
    expect(page.locator(".chip")).to_contain_text(["Iran"])

    page.go_back()
    page.wait_for_url(lambda url: "actor" not in url)
    expect(page.locator("h1")).to_have_text(before["h1"])
    after = seen(page)
    assert after == before
    expect(page.locator('input[name="actor"][value="iran"]')).not_to_be_checked()

    page.go_forward()
    page.wait_for_url(re.compile("actor=iran"))
    expect(page.locator("h1")).to_contain_text("Iran")
    expect(page.locator('input[name="actor"][value="iran"]')).to_be_checked()


@pytest.mark.parametrize("query", ["", "?actor=iran&actor=united-states&match=all", "?q=security&kind=agreement", f"?{WINDOW}&lanes=actor"])
def test_the_same_address_without_javascript_is_the_same_view(visit, query):
    with_js, without = visit(f"/{query}"), visit(f"/{query}", js=False)
    assert slugs(without) == slugs(with_js)
    assert without.inner_text("h1") == with_js.inner_text("h1")
    assert without.inner_text("#count") == with_js.inner_text("#count")


def test_without_javascript_the_form_filters_and_an_entry_opens(visit):
    page = visit("/", js=False)
    page.locator('input[name="actor"][value="iran"]').check()
    page.get_by_role("button", name=re.compile("^Show")).click()
    page.wait_for_url(re.compile("actor=iran"))
    assert "Iran" in page.inner_text("h1")
    page.locator("#events .ev a").first.click()
    page.locator("#detail article").wait_for()
    assert page.locator("#detail article").count() == 1
    assert "actor=iran" in page.url


def reach(page, selector, most=120):
    """Press Tab until the focus is on what the selector names."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}")


def test_the_keyboard_alone_is_enough(visit):
    page = visit(f"/?{WINDOW}")
    reach(page, '#filters input[name="actor"][value="iran"]')
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("actor=iran"))
    settled(page)
    assert page.evaluate("document.activeElement.value") == "iran", "the focus stays where the reader was"

    reach(page, "#events .ev a", most=200)
    slug = page.evaluate("document.activeElement.closest('.ev').dataset.event")
    page.keyboard.press("Enter")
    expect(page.locator(f'#detail article[data-event="{slug}"]')).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#detail article")).to_have_count(0)
    assert page.evaluate("document.activeElement.closest('.ev')?.dataset.event") == slug

    page.keyboard.press("/")
    page.keyboard.type("sanctions")
    page.wait_for_url(re.compile("q=sanctions"))
    settled(page)
    expect(page.locator("h1")).to_contain_text("sanctions")


def test_an_event_opens_beside_the_list_and_the_address_names_it(visit):
    page = visit(f"/?{WINDOW}")
    entry = page.locator("#events .ev").nth(3)
    slug = entry.get_attribute("data-event")
    entry.locator("a").click()
    expect(page.locator(f'#detail article[data-event="{slug}"] h2')).to_have_text(entry.locator(".h").inner_text())
    page.wait_for_url(re.compile(f"event={slug}"))
    expect(entry.locator("a")).to_have_attribute("aria-current", "true")

    page.get_by_role("link", name="Next event").click()
    following = page.locator("#events .ev").nth(4).get_attribute("data-event")
    expect(page.locator(f'#detail article[data-event="{following}"]')).to_be_visible()

    page.go_back()
    expect(page.locator(f'#detail article[data-event="{slug}"]')).to_be_visible()
    page.reload()
    expect(page.locator(f'#detail article[data-event="{slug}"]')).to_be_visible()


def test_what_does_not_fit_leaves_at_once_while_the_server_is_slow(visit):
    page = visit("/?from=2020")
    everything = len(slugs(page))
    delayed(page, "actor=iran", 4000)
    tick(page, "iran")
    page.wait_for_timeout(100)
    at_once = slugs(page)
    assert "actor=iran" not in page.url
    assert 0 < len(at_once) < everything
    page.wait_for_url(re.compile("actor=iran"))
    settled(page)
    assert slugs(page) == at_once


@pytest.mark.parametrize("fault", ["no connection", "server error"])
def test_a_failed_request_keeps_everything_and_can_be_tried_again(visit, fault):
    page = visit(f"/?{WINDOW}", allow=[AVOIDABLE, "500:", "htmx:error"])
    before = slugs(page)

    def fail(route):
        route.abort() if fault == "no connection" else route.fulfill(status=500, body="<h1>broken</h1>")

    page.route("**/?*actor=iran*", fail)
    tick(page, "iran")
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("The answer did not arrive")
    assert slugs(page) == before
    expect(page.locator('input[name="actor"][value="iran"]')).to_be_checked()
    expect(page.locator("h1")).to_have_count(1)

    page.unroute("**/?*actor=iran*")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("h1")).to_contain_text("Iran")
    expect(page.get_by_role("alert")).to_have_count(0)
    assert set(slugs(page)) < set(before)


def test_a_refused_date_says_why_and_mending_it_goes_on(visit):
    page = visit("/?actor=iran", allow=["400 (Bad Request)"])
    page.fill("#from", "31 February 2025")
    page.press("#from", "Enter")
    expect(page.get_by_role("alert")).to_contain_text("February")
    expect(page.locator('input[name="actor"][value="iran"]')).to_be_checked()
    expect(page.locator("#from")).to_have_value("31 February 2025")
    page.fill("#from", "February 2025")
    page.press("#from", "Enter")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("h1")).to_contain_text("February 2025")


def test_an_actor_is_found_in_any_script(visit):
    page = visit("/")
    finder = page.locator("#find-actor")
    tree = page.locator("#actor-tree")
    for typed in ("araqchi", "عراقجي", "عراقچی"):
        finder.fill(typed)
        expect(tree.locator('label:has(input[value="abbas-araghchi"])')).to_be_visible()
        expect(tree.locator('label:has(input[value="marco-rubio"])')).to_be_hidden()
    finder.fill("zzz")
    expect(page.locator("#no-actor")).to_be_visible()
    finder.fill("")
    expect(page.locator("#no-actor")).to_be_hidden()


def test_the_detail_is_fetched_as_the_pointer_nears_it(visit):
    page = visit(f"/?{WINDOW}")
    entry = page.locator("#events .ev").nth(2)
    slug = entry.get_attribute("data-event")
    with page.expect_response(lambda answer: f"event={slug}" in answer.url) as answer:
        entry.hover()
    assert answer.value.ok
    answer.value.finished()
    asked = []
    page.on("response", lambda response: asked.append(response) if f"event={slug}" in response.url else None)
    entry.locator("a").click()
    expect(page.locator(f'#detail article[data-event="{slug}"]')).to_be_visible()
    assert all(response.request.timing["connectStart"] == -1 for response in asked), "the second answer comes from the browser's cache"


class TestOnAPhone:
    SIZE = {"width": 390, "height": 844, "touch": True}

    def test_the_filters_are_a_sheet_that_says_what_it_will_show(self, visit):
        page = visit("/", **self.SIZE)
        expect(page.locator("#filters")).to_be_hidden()
        page.get_by_role("link", name="Filters", exact=True).tap()
        expect(page.locator("#filters")).to_be_visible()
        tick(page, "iran")
        page.wait_for_url(re.compile("actor=iran"))
        settled(page)
        count = page.inner_text("#count").split(" events")[0]
        show = page.get_by_role("button", name=f"Show {count} events")
        show.tap()
        expect(page.locator("#filters")).to_be_hidden()
        expect(page.get_by_role("link", name="Filters (1)")).to_be_visible()

    def test_an_event_is_a_sheet_that_closes_to_where_one_was(self, visit):
        page = visit(f"/?{WINDOW}", **self.SIZE)
        entry = page.locator("#events .ev").nth(5)
        entry.scroll_into_view_if_needed()
        entry.locator("a").tap()
        expect(page.locator("#detail article")).to_be_visible()
        box = page.locator("#detail").bounding_box()
        assert (box["x"], box["width"]) == (0, 390)
        page.get_by_role("link", name="Close").tap()
        expect(page.locator("#detail article")).to_have_count(0)
        expect(entry).to_be_in_viewport()

    @pytest.mark.parametrize(
        "path", ["/", "/events/araji-tehran-visit-2025-10/", "/actors/esmail-qaani/", "/actors/", "/sources/", "/about/"]
    )
    def test_nothing_is_wider_than_the_screen(self, visit, path):
        page = visit(path, **self.SIZE)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390

    def test_the_menu_has_the_sections_and_the_search(self, visit):
        page = visit("/actors/", **self.SIZE)
        expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
        page.get_by_role("button", name="Menu and search").tap()
        expect(page.get_by_role("navigation", name="Main")).to_be_visible()
        page.get_by_role("link", name="Storylines").tap()
        page.wait_for_url(re.compile("/storylines/"))


def test_right_to_left_is_the_same_page_mirrored(visit):
    page = visit(f"/ar/?{WINDOW}")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    rail, panel = page.locator("#filters").bounding_box(), page.locator("#detail").bounding_box()
    assert rail["x"] > panel["x"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    assert slugs(page) == slugs(visit(f"/?{WINDOW}"))


def test_readers_get_no_cookie(visit):
    page = visit("/?actor=iran")
    page.locator("#events .ev a").first.click()
    expect(page.locator("#detail article")).to_be_visible()
    assert page.context.cookies() == []


def test_light_and_dark_is_kept_on_the_device(visit):
    page = visit("/")
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


@pytest.mark.parametrize("closed", ["Escape", "x"])
def test_the_drawer_that_its_address_opened_can_be_closed(visit, closed):
    page = visit("/#filters", width=390)
    expect(page.locator("#filters .rail-head")).to_be_in_viewport()
    page.keyboard.press("Escape") if closed == "Escape" else page.locator("#filters [data-closes]").click()
    expect(page.locator("#filters .rail-head")).not_to_be_in_viewport()
    assert "#" not in page.url
    page.locator("#dock a").click()
    expect(page.locator("#filters .rail-head")).to_be_in_viewport()


def test_of_two_choices_the_later_is_shown_whatever_the_order_of_the_answers(visit):
    page = visit("/")
    delayed(page, "kind=visit", 1200)
    tick(page, "visit", name="kind")
    page.locator('#filters label:has(input[name="actor"][value="iran"]) a.n').first.click()
    page.wait_for_url("**actor=iran**")
    page.wait_for_timeout(1500)
    settled(page)
    assert "kind=visit" not in page.url
    expect(page.locator("#count")).to_contain_text("155 events")


def test_the_event_chosen_last_is_shown_whatever_the_order_of_the_answers(visit):
    page = visit(f"/?{WINDOW}")
    slow, fast = (page.locator("#events .ev").nth(n) for n in (1, 3))
    late = slow.get_attribute("data-event")
    delayed(page, f"event={late}", 800)
    slow.locator("a").click()
    fast.locator("a").click()
    chosen = fast.get_attribute("data-event")
    expect(page.locator(f'#detail article[data-event="{chosen}"]')).to_be_visible()
    page.wait_for_timeout(1200)
    expect(page.locator("#detail article")).to_have_attribute("data-event", chosen)
    assert f"event={chosen}" in page.url
    page.go_back()
    expect(page.locator("#detail article")).to_have_count(0)


def test_clearing_unticks_what_the_reader_ticked_and_empties_the_search(visit):
    page = visit("/")
    tick(page, "iraq")
    page.wait_for_url(re.compile("actor=iraq"))
    page.fill("#q", "oil")
    page.wait_for_url(re.compile("q=oil"))
    settled(page)
    page.locator("#filters .rail-head .lnk").click()
    page.wait_for_url(lambda url: "?" not in url)
    settled(page)
    expect(page.locator('input[name="actor"][value="iraq"]')).not_to_be_checked()
    expect(page.locator("#q")).to_have_value("")
    tick(page, "iran")
    page.wait_for_url(re.compile(r"\?actor=iran$"))


def test_the_second_skip_link_leads_into_the_filters(visit):
    page = visit("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the filters")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('#filters') !== null")


def test_a_late_detail_does_not_undo_a_filter(visit):
    page = visit(f"/?{WINDOW}")
    delayed(page, "event=", 900)
    page.locator("#events .ev a").nth(2).click()
    tick(page, "meeting", name="kind")
    page.wait_for_url(re.compile("kind=meeting"))
    settled(page)
    page.wait_for_timeout(900)
    assert "kind=meeting" in page.url
    assert "event=" not in page.url
    expect(page.locator("#detail article")).to_have_count(0)


def test_an_event_opened_after_a_zoom_keeps_the_zoom_and_a_filter_breaks_no_policy(visit):
    page = visit("/")
    page.locator('[data-zoom="in"]').click()
    page.wait_for_url(re.compile("window="))
    settled(page)
    page.locator("#events .ev a").nth(2).click()
    page.wait_for_url(re.compile("window=.*event=|event=.*window="))
    page.locator('#detail a[rel="next"]').click()
    expect(page.locator('#detail a[rel="next"]')).to_be_focused()
    assert "window=" in page.url
    tick(page, "meeting", name="kind")
    page.wait_for_url(re.compile("kind=meeting"))
    settled(page)


def test_what_could_not_be_fetched_leaves_nothing_dimmed_and_says_so_in_sight(visit):
    page = visit("/", allow=[AVOIDABLE, "htmx:error"])
    page.evaluate("scrollTo(0, 3000)")
    page.context.set_offline(True)
    page.locator("#events .ev:visible a").nth(60).click()
    expect(page.locator(".failed")).to_be_in_viewport()
    expect(page.locator("#events [aria-current]")).to_have_count(0)
    tick(page, "meeting", name="kind")
    page.wait_for_timeout(500)
    expect(page.locator("#chart .out")).to_have_count(0)
    page.context.set_offline(False)


def test_the_view_is_the_same_in_another_language(visit):
    page = visit("/")
    tick(page, "iraq")
    page.wait_for_url(re.compile("actor=iraq"))
    settled(page)
    page.locator(".languages summary").click()
    page.locator('.languages a[lang="fa"]').click()
    page.wait_for_url("**/fa/?actor=iraq")
    expect(page.locator('#filters input[name="actor"][value="iraq"]')).to_be_checked()


def test_a_handle_of_the_overview_stays_under_the_keys(visit):
    page = visit("/")
    page.locator("#chart").hover()
    handle = page.locator("#chart .handle.first")
    handle.focus()
    before = handle.get_attribute("aria-valuenow")
    page.keyboard.press("PageUp")
    page.wait_for_url(re.compile("window="))
    settled(page)
    expect(handle).to_be_focused()
    once = handle.get_attribute("aria-valuenow")
    assert once != before
    page.keyboard.press("PageUp")
    page.wait_for_function("(once) => document.querySelector('#chart .handle.first').getAttribute('aria-valuenow') !== once", arg=once)


SHADE = "(one) => getComputedStyle(one).backgroundColor"


def test_what_is_chosen_can_be_read_under_the_pointer(visit):
    page = visit("/")
    for chosen in (page.locator(".rows .seg [aria-current]"), page.locator("#filters .seg input:checked + span").first):
        before = chosen.evaluate(SHADE)
        chosen.hover()
        assert chosen.evaluate(SHADE) == before


def test_menu_and_drawer_open_where_they_stand(visit):
    page = visit("/", width=390)
    page.locator("[data-menu]").click()
    expect(page.locator(".nav")).to_be_visible()
    assert page.locator(".top").bounding_box()["y"] == 0
    page = visit("/", width=768)
    page.locator(".dock [data-opens=filters]").click()
    assert page.locator("#filters").bounding_box()["y"] == 0


@pytest.mark.parametrize("width, js", [(390, True), (768, True), (1440, False)])
def test_nothing_shows_below_the_button_of_the_filters(visit, width, js):
    page = visit("/" if width > 960 else "/#filters", width=width, js=js)
    rail, button = page.locator("#filters").bounding_box(), page.locator("#filters .go").bounding_box()
    assert button["y"] + button["height"] == rail["y"] + rail["height"]


def test_in_forced_colours_what_is_chosen_stands_out(visit):
    page = visit("/?actor=iran&kind=meeting", forced_colors="active")
    page.locator("#filters .seg input:checked").wait_for(state="attached")
    chosen = ".tog:has(:checked)", ".pre[aria-current]", ".rows .seg [aria-current]", "#filters .seg input:checked + span"
    shades = {page.locator(one).first.evaluate(SHADE) for one in chosen}
    others = ".tog:not(:has(:checked))", ".pre:not([aria-current])", ".seg a:not([aria-current])", ".seg input:not(:checked) + span"
    assert len(shades) == 1
    assert not shades & {page.locator(one).first.evaluate(SHADE) for one in others}


def test_letters_twice_as_large_fit_a_phone(visit):
    page = visit("/", width=390)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
