"""The chart in a real browser: the drawing first, Plotly at the first touch, and everything a hand, a finger or a key can do to it."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

RUN_UP = "/?from=2025-10-07&to=2025-11-13"
LOOK = "(node) => { const b = node.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }"


def drawn(page):
    """Where the drawing that is shown has its marks: by event, the middles in px, from top to bottom."""
    return page.evaluate(
        """() => {
          const found = {};
          for (const link of document.querySelectorAll('#chart a.ev-m[data-event]')) for (const use of link.querySelectorAll('use')) {
            const own = use.getBoundingClientRect();
            if (!own.width) continue;
            (found[link.dataset.event] ??= []).push([own.x + own.width / 2, own.y + own.height / 2]);
          }
          return found;
        }"""
    )


def plotted(page):
    return page.evaluate(
        """() => {
          const found = {};
          for (const point of document.querySelectorAll('#chart .point[data-event]')) {
            const own = point.getBoundingClientRect();
            (found[point.dataset.event] ??= []).push([own.x + own.width / 2, own.y + own.height / 2]);
          }
          return found;
        }"""
    )


def lines(page, of):
    """The level lines that are drawn uncut, as [left, right, middle in y, colour]."""
    return page.evaluate(
        """(of) => [...document.querySelectorAll(of)].map((line) => [line.getBoundingClientRect(), line]).filter(([own, line]) =>
             own.width > 100 && own.height < 3 && !line.closest('[clip-path]') && !line.getAttribute('style')?.includes('clip-path'))
           .map(([own, line]) => [own.left, own.right, own.y + own.height / 2, getComputedStyle(line).stroke])""",
        of,
    )


def wake(page):
    """Bring Plotly as a hand does: by coming to the chart."""
    box = page.locator("#chart").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 8)
    page.mouse.move(box["x"] + box["width"] * 0.7 + 3, box["y"] + 9)
    expect(page.locator("#chart.plotted")).to_be_visible(timeout=30_000)


def mark(page, slug):
    """The middle of an event's first mark, whichever draws it."""
    place = (plotted(page) or drawn(page))[slug][0]
    return place[0], place[1]


def first_alone(page):
    """An event that is drawn by itself and not yet chosen."""
    return next(iter(drawn(page) or plotted(page)))


class TestInATabOfItsOwn:
    @pytest.mark.parametrize("awake", [False, True])
    @pytest.mark.parametrize("how", [{"modifiers": ["Control"]}, {"button": "middle"}])
    def test_an_event_opens_and_the_page_stays_as_it_is(self, visit, how, awake):
        page = visit(RUN_UP)
        slug = first_alone(page)
        if awake:
            wake(page)
        x, y = mark(page, slug)
        box = page.locator("#chart").bounding_box()
        address = page.url
        with page.context.expect_page() as opened:
            page.locator("#chart").click(position={"x": x - box["x"], "y": y - box["y"]}, **how)
        assert f"event={slug}" in opened.value.url
        assert len(page.context.pages) == 2
        assert page.url == address
        expect(page.locator("#detail article")).to_have_count(0)


class TestTheTakeover:
    def test_nothing_of_plotly_is_asked_for_before_the_first_touch(self, visit):
        asked = []
        page = visit("/about/")
        page.on("request", lambda request: asked.append(request.url))
        page.goto(page.url.replace("/about/", RUN_UP))
        page.wait_for_timeout(1500)
        assert not [url for url in asked if "plotly" in url]
        assert drawn(page)

    @pytest.mark.parametrize("width, path", [(1440, RUN_UP), (1440, "/ar" + RUN_UP), (768, RUN_UP), (390, RUN_UP), (1440, "/")])
    def test_plotly_draws_every_mark_where_the_drawing_had_it(self, visit, width, path):
        page = visit(path, width=width)
        before = drawn(page)
        (axis,) = lines(page, "#chart .grid .floor")
        wake(page)
        after = plotted(page)
        same = [line for line in lines(page, "#chart .plotly-place .shapelayer path") if line[:3] == pytest.approx(axis[:3], abs=1)]
        assert [line[3] for line in same] == [axis[3]], "the line of the axis stays"
        assert after.keys() == before.keys()
        for slug, places in before.items():
            for (x0, y0), (x1, y1) in zip(sorted(places, key=lambda one: one[1]), sorted(after[slug], key=lambda one: one[1]), strict=True):
                assert abs(x0 - x1) < 0.75, slug
                assert abs(y0 - y1) < 0.75, slug

    def test_the_page_does_not_move(self, visit):
        page = visit(RUN_UP)
        before = page.locator("#events").bounding_box()
        page.evaluate(
            """() => {
              window.shifted = 0;
              const add = (list) => { for (const one of list.getEntries()) window.shifted += one.value; };
              new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true });
            }"""
        )
        wake(page)
        page.wait_for_timeout(400)
        assert page.locator("#events").bounding_box() == before
        assert page.evaluate("() => window.shifted") == 0

    def test_without_plotly_the_drawing_stays_and_works(self, visit):
        page = visit(RUN_UP, allow=["plotly", "ERR_FAILED"])
        page.route("**/plotly*", lambda route: route.abort())
        slug = first_alone(page)
        page.mouse.click(*mark(page, slug))
        expect(page.locator(f'#detail article[data-event="{slug}"]')).to_be_visible()

    def test_it_sends_nothing_and_offers_no_cloud(self, visit):
        page = visit(RUN_UP)
        wake(page)
        expect(page.locator("text=Share chart")).to_have_count(0)
        assert page.evaluate("() => document.querySelector('.plotly-place')._context.showSendToCloud") is False


class TestPointing:
    def test_a_card_says_what_a_mark_is(self, visit):
        page = visit(RUN_UP)
        wake(page)
        slug = first_alone(page)
        x, y = mark(page, slug)
        page.mouse.move(x + 6, y + 4)
        card = page.locator("#chart .card")
        expect(card).to_be_visible()
        expect(card).to_contain_text("2025")
        expect(card).to_contain_text("source")

    @pytest.mark.parametrize("touched", [True, False])
    def test_a_click_chooses_in_chart_list_and_panel_at_once(self, visit, touched):
        page = visit(RUN_UP)
        slug = first_alone(page)
        if touched:
            wake(page)
        page.mouse.click(*mark(page, slug))
        expect(page.locator(f'#detail article[data-event="{slug}"]')).to_be_visible()
        expect(page.locator(f'#events [data-event="{slug}"] a[aria-current="true"]')).to_be_visible()
        assert page.locator(f'#chart [data-event="{slug}"].on').count() >= 1
        expect(page.locator("#chart .beneath .band")).to_have_count(1)
        expect(page.locator("#chart .pill-words")).to_contain_text("2025")
        assert f"event={slug}" in page.url

    def test_choosing_in_the_list_chooses_in_the_chart(self, visit):
        page = visit(RUN_UP)
        wake(page)
        slug = first_alone(page)
        page.locator(f'#events [data-event="{slug}"] a').click()
        expect(page.locator(f'#chart .point[data-event="{slug}"].on').first).to_be_visible()

    def test_a_bubble_zooms_to_the_days_it_holds(self, visit):
        page = visit("/")
        bubble = page.locator("#chart a.bub:visible").last
        total = int(bubble.get_attribute("data-total"))
        first, _, last = bubble.get_attribute("data-window").partition("/")
        page.mouse.click(*bubble.locator("circle").first.evaluate(LOOK))
        expect(page).to_have_url(re.compile("window="))
        page.wait_for_function("(n) => document.querySelectorAll('#chart .point[data-event], #chart a.ev-m').length > 0", arg=total)
        window = re.search(r"window=(\d{4}-\d\d-\d\d)%2F(\d{4}-\d\d-\d\d)", page.url)
        assert window[1] <= first
        assert window[2] >= last


class TestMoving:
    def window(self, page):
        found = re.search(r"window=(\d{4}-\d\d-\d\d)%2F(\d{4}-\d\d-\d\d)", page.url)
        return found and found.groups()

    def test_dragging_pulls_time_along_and_the_address_follows(self, visit):
        page = visit(RUN_UP)
        wake(page)
        box = page.locator("#chart").bounding_box()
        page.mouse.move(box["x"] + 300, box["y"] + 10)
        page.mouse.down()
        for step in range(8):
            page.mouse.move(box["x"] + 300 + step * 20, box["y"] + 10)
        page.mouse.up()
        expect(page).to_have_url(re.compile("window="))
        assert self.window(page)[0] < "2025-10-07"
        expect(page.locator("#detail article")).to_have_count(0)
        # A hand that moves on just when an answer takes the drawing's place: nothing is thrown (see `visit`).
        page.mouse.down()
        page.mouse.move(box["x"] + 400, box["y"] + 10)
        page.evaluate("() => document.querySelector('#chart > .score').remove()")
        page.mouse.move(box["x"] + 300, box["y"] + 10)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        page.mouse.up()

    def test_the_wheel_scrolls_the_page_until_the_chart_is_taken_hold_of(self, visit):
        page = visit(RUN_UP, height=700)
        wake(page)
        page.mouse.wheel(0, 200)
        page.wait_for_timeout(500)
        assert page.evaluate("() => scrollY") > 0
        assert self.window(page) is None
        page.evaluate("() => scrollTo(0, 0)")
        box = page.locator("#chart").bounding_box()
        page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + 12)
        page.mouse.wheel(0, -240)
        expect(page).to_have_url(re.compile("window="))
        low, high = self.window(page)
        assert low > "2025-10-07"
        assert high <= "2025-11-13"

    def test_buttons_zoom_and_show_all_again(self, visit):
        page = visit(RUN_UP)
        page.get_by_role("button", name="Zoom in").click()
        expect(page).to_have_url(re.compile("window="))
        page.get_by_role("button", name="Show all dates").click()
        expect(page).not_to_have_url(re.compile("window="))

    def test_a_double_click_shows_all_again(self, visit):
        page = visit("/?window=2025-10-07/2025-11-13")
        wake(page)
        box = page.locator("#chart").bounding_box()
        page.mouse.dblclick(box["x"] + box["width"] * 0.75, box["y"] + 12)
        expect(page).not_to_have_url(re.compile("window="))

    def test_the_overview_has_two_handles_that_keys_move(self, visit):
        page = visit("/?window=2020-01-01/2022-12-31")
        start = page.get_by_role("slider", name="Start of the dates shown")
        assert "2020" in start.get_attribute("aria-valuetext")
        start.press("ArrowLeft")
        expect(page).to_have_url(re.compile(r"window=2019"))
        expect(page.get_by_role("slider", name="End of the dates shown")).to_have_attribute("aria-valuetext", re.compile("2022"))

    def test_the_overview_is_pulled_by_its_middle(self, visit):
        page = visit("/?window=2020-01-01/2022-12-31")
        x, y = page.locator("#chart .between").evaluate(LOOK)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 60, y, steps=4)
        page.mouse.up()
        expect(page).to_have_url(re.compile(r"window=201"))

    def test_a_handle_of_the_overview_is_dragged_without_the_other(self, visit):
        page = visit("/?window=2020-01-01/2022-12-31")
        x, y = page.get_by_role("slider", name="Start of the dates shown").evaluate(LOOK)
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 60, y, steps=4)
        page.mouse.up()
        expect(page).to_have_url(re.compile("window=201"))
        low, high = self.window(page)
        assert low < "2019"
        assert high == "2022-12-31"

    def test_a_finger_taps_an_event_and_pulls_time_along(self, visit):
        page = visit(RUN_UP, width=768, touch=True)
        wake(page)
        box = page.locator("#chart").bounding_box()
        finger = page.context.new_cdp_session(page)

        def touch(kind, *points):
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

        x, y = box["x"] + box["width"] / 2, box["y"] + 10
        touch("touchStart", (x, y))
        for step in range(1, 9):
            touch("touchMove", (x + step * 15, y + step))
        touch("touchEnd")
        expect(page).to_have_url(re.compile("window="))
        low, high = self.window(page)
        assert low < "2025-10-07"
        assert high < "2025-11-13"
        expect(page.locator("#chart.plotted:not([aria-busy])")).to_be_visible()
        page.wait_for_timeout(400)  # the new drawing takes its own height
        slug = first_alone(page)
        page.touchscreen.tap(*mark(page, slug))
        expect(page.locator(f'#detail article[data-event="{slug}"]')).to_be_visible()

    def test_a_shared_window_opens_as_it_was(self, visit):
        page = visit("/?window=2025-06-10/2025-06-30")
        score = page.locator("#chart .score:visible")
        days = int(score.get_attribute("data-last")) - int(score.get_attribute("data-first"))
        assert days == 20

    def test_two_fingers_stretch_time(self, visit):
        page = visit(RUN_UP, touch=True)
        box = page.locator("#chart").bounding_box()
        y = box["y"] + 60
        finger = page.context.new_cdp_session(page)

        def touch(kind, *xs):
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y, "id": n} for n, x in enumerate(xs)]})

        middle = box["x"] + box["width"] / 2
        touch("touchStart", middle - 40, middle + 40)
        for step in range(1, 7):
            touch("touchMove", middle - 40 - step * 15, middle + 40 + step * 15)
        touch("touchEnd")
        expect(page).to_have_url(re.compile("window="))
        low, high = self.window(page)
        assert low > "2025-10-07"
        assert high < "2025-11-13"


class TestKeys:
    def test_one_tab_stop_and_arrows_walk_events_in_time(self, visit):
        page = visit(RUN_UP)
        chart = page.locator("#chart")
        chart.focus()
        assert page.locator("#chart a:not([tabindex='-1']):visible").count() == 0
        said = page.locator("#said")
        page.keyboard.press("Home")
        # The first stands at the edge: it may have been before these dates.
        expect(said).to_contain_text("November 2025")
        first = said.inner_text()
        page.keyboard.press("ArrowRight")
        expect(said).not_to_have_text(first)
        page.keyboard.press("ArrowLeft")
        expect(said).to_have_text(first)
        expect(page.locator("#chart .ring")).to_have_count(1)

    def test_right_to_left_the_arrows_follow_the_screen(self, visit):
        page = visit("/ar" + RUN_UP)
        page.locator("#chart").focus()
        said = page.locator("#said")
        page.keyboard.press("Home")
        first = said.inner_text()
        page.keyboard.press("ArrowLeft")
        expect(said).not_to_have_text(first)
        page.keyboard.press("ArrowRight")
        expect(said).to_have_text(first)

    def test_up_and_down_go_through_the_sides_of_an_event(self, visit):
        page = visit("/?from=2025-10-09&to=2025-10-09")
        page.locator("#chart").focus()
        page.keyboard.press("Home")
        said = page.locator("#said")
        expect(said).to_contain_text("United States")
        page.keyboard.press("ArrowDown")
        expect(said).to_contain_text("Iraq")

    def test_enter_opens_and_escape_closes_and_returns(self, visit):
        page = visit(RUN_UP, width=1000)
        chart = page.locator("#chart")
        chart.focus()
        page.keyboard.press("Home")
        page.keyboard.press("Enter")
        expect(page.locator("#detail article")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#detail article")).to_have_count(0)
        expect(chart).to_be_focused()

    def test_plus_minus_and_zero(self, visit):
        page = visit(RUN_UP)
        page.locator("#chart").focus()
        page.keyboard.press("+")
        expect(page).to_have_url(re.compile("window="))
        near = page.url
        page.keyboard.press("+")
        expect(page).not_to_have_url(near)
        nearest = page.url
        nearer = TestMoving().window(page)
        page.keyboard.press("-")
        expect(page).not_to_have_url(nearest)
        low, high = TestMoving().window(page)
        assert low < nearer[0] < nearer[1] < high
        page.keyboard.press("0")
        expect(page).not_to_have_url(re.compile("window="))

    def test_a_key_pressed_while_the_answer_is_on_its_way_counts(self, visit):
        page = visit(RUN_UP)
        page.locator("#chart").focus()
        again = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: '+'}))"
        page.evaluate(f"addEventListener('htmx:before:swap', () => {again}, {{once: true}})")
        page.keyboard.press("+")
        expect(page).to_have_url(re.compile("window="))
        once = page.url
        expect(page).not_to_have_url(once)
        low, high = (date.fromisoformat(day) for day in TestMoving().window(page))
        assert (high - low).days + 1 == pytest.approx(38 * 0.6 * 0.6, abs=2)

    def test_the_panel_beside_the_chart_follows_the_arrows(self, visit):
        page = visit(RUN_UP)
        page.locator("#chart").focus()
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
        expect(page.locator("#detail article")).to_be_visible()
        expect(page.locator("#chart")).to_be_focused()


class TestEverywhere:
    def test_in_forced_colours_marks_take_the_systems_and_shapes_tell_them_apart(self, visit):
        page = visit(RUN_UP, forced_colors="active", reduced=True)
        ink = page.evaluate(
            "() => { const one = document.createElement('p'); document.body.append(one); return getComputedStyle(one).color }"
        )
        own = "(all) => [...new Set(all.flatMap((one) => [getComputedStyle(one).fill, getComputedStyle(one).stroke]))]"
        paper = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        allowed = {ink, paper, "none"}
        assert ink in (drawing := set(page.locator("#chart .score:visible a.ev-m use").evaluate_all(own))) <= allowed, drawing
        wake(page)
        assert ink in (plot := set(page.locator("#chart .point[data-event]").evaluate_all(own))) <= allowed, plot
        # With the same visit: nothing moves by itself for who asked for that.
        page.get_by_role("button", name="Zoom in").click()
        expect(page).to_have_url(re.compile("window="))
        assert page.evaluate("() => document.getAnimations().length") == 0

    def test_enlarged_twice_it_fits_and_works(self, visit):
        page = visit(RUN_UP, width=720, height=450, device_scale_factor=2)
        wake(page)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
        slug = first_alone(page)
        page.mouse.click(*mark(page, slug))
        expect(page.locator(f'#detail article[data-event="{slug}"]')).to_be_visible()

    def test_the_theme_is_plotlys_too(self, visit):
        page = visit(RUN_UP)
        wake(page)
        before = page.locator("#chart .point[data-event]").first.evaluate("(node) => getComputedStyle(node).fill")
        page.locator("#theme").click()
        page.wait_for_timeout(300)
        assert page.locator("#chart .point[data-event]").first.evaluate("(node) => getComputedStyle(node).fill") != before

    def test_a_filter_brings_a_new_chart_that_plotly_keeps_drawing(self, visit):
        page = visit(RUN_UP)
        wake(page)
        before = set(plotted(page))
        page.locator('#filters input[name="kind"][value="statement"]').check(force=True)
        expect(page).to_have_url(re.compile("kind=statement"))
        expect(page.locator("#chart.plotted")).to_be_visible()
        page.wait_for_function("(n) => document.querySelectorAll('#chart .point[data-event]').length !== n", arg=len(before))
        assert plotted(page)

    def test_back_brings_the_earlier_window(self, visit):
        page = visit("/")
        page.locator('#filters input[name="actor"][value="iran"]').check(force=True)
        expect(page).to_have_url(re.compile("actor=iran"))
        page.go_back()
        expect(page).not_to_have_url(re.compile("actor=iran"))
        page.locator("#chart").focus()
        page.keyboard.press("End")
        expect(page.locator("#said")).not_to_be_empty()

    @pytest.mark.parametrize("width", [320, 390, 768, 1440, 2560])
    def test_it_fits_its_place(self, visit, width):
        page = visit(RUN_UP, width=width)
        wake(page)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")

    def test_a_page_about_one_record_has_cards_and_links_but_a_still_window(self, visit):
        page = visit("/actors/iran/")
        page.locator("#chart").focus()
        page.keyboard.press("End")
        expect(page.locator("#chart .card")).to_be_visible()
        page.keyboard.press("+")
        page.wait_for_timeout(400)
        assert "window=" not in page.url

    def test_without_scripts_every_mark_is_a_link(self, visit):
        page = visit(RUN_UP, js=False)
        link = page.locator("#chart .score:visible a.ev-m").first
        slug = link.get_attribute("data-event")
        page.goto(page.url.split("/?")[0] + link.get_attribute("href"))
        expect(page.locator(f'#detail article[data-event="{slug}"]')).to_be_visible()
