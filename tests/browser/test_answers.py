"""A view's answer on its way: asked for when something is pressed, and what becomes of it where the reader goes Back meanwhile."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_timeline import WINDOW, seen, settled, slugs, tick


def choice(page, value, name="actor"):
    """Where a pointer presses to tick a choice."""
    label = page.locator(f'#filters label:has(input[name="{name}"][value="{value}"])').first
    label.scroll_into_view_if_needed()
    box = label.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def asked(page):
    """The views that the page asks for from now on."""
    found = []
    page.on("request", lambda one: found.append(one.url) if "results" in one.headers.get("hx-target", "") else None)
    return found


@pytest.mark.parametrize(("value", "name"), [("iran", "actor"), ("meeting", "kind"), ("all", "match")])
def test_a_view_is_asked_for_when_its_filter_is_pressed_and_once(visit, value, name):
    page = visit(f"/?{WINDOW}&actor=iraq")
    urls = asked(page)
    page.mouse.move(*choice(page, value, name))
    with page.expect_request(re.compile(f"{name}={value}")):
        page.mouse.down()
    box = page.locator(f'#filters input[name="{name}"][value="{value}"]')
    expect(box).not_to_be_checked()
    assert f"{name}={value}" not in page.url
    page.mouse.up()
    page.wait_for_url(re.compile(f"{name}={value}"))
    settled(page)
    expect(box).to_be_checked()
    assert len(urls) == 1


def test_a_view_is_asked_for_when_the_space_bar_goes_down_and_once(visit):
    page = visit(f"/?{WINDOW}")
    urls = asked(page)
    box = page.locator('#filters input[name="actor"][value="iran"]')
    box.focus()
    with page.expect_request(re.compile("actor=iran")):
        page.keyboard.down("Space")
    expect(box).not_to_be_checked()
    page.keyboard.up("Space")
    page.wait_for_url(re.compile("actor=iran"))
    settled(page)
    expect(box).to_be_checked()
    assert len(urls) == 1


def test_a_finger_asks_when_it_comes_down_and_not_where_it_scrolls(visit):
    page = visit(f"/?{WINDOW}", width=768, touch=True)
    page.locator("#dock a").click()
    urls = asked(page)
    finger = page.context.new_cdp_session(page)

    def touch(kind, *points):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    x, y = choice(page, "iran")
    touch("touchStart", (x, y))
    for step in range(1, 12):
        touch("touchMove", (x, y - 10 * step))
    page.wait_for_timeout(300)  # held, so that nothing goes on moving
    touch("touchEnd")
    page.wait_for_timeout(700)
    assert "actor=" not in page.url
    urls.clear()
    touch("touchStart", choice(page, "iran"))
    touch("touchEnd")
    page.wait_for_url(re.compile("actor=iran"))
    settled(page)
    assert len(urls) == 1


def test_a_link_to_a_view_is_asked_for_when_pressed_and_once(visit):
    page = visit(f"/?{WINDOW}&actor=iran")
    urls = asked(page)
    page.locator(".rows a", has_text="Kind").hover()
    with page.expect_request(re.compile("lanes=kind")):
        page.mouse.down()
    page.mouse.up()
    page.wait_for_url(re.compile("lanes=kind"))
    settled(page)
    assert len(urls) == 1


def test_a_press_that_is_let_go_elsewhere_changes_nothing(visit):
    page = visit(f"/?{WINDOW}")
    before = slugs(page), page.url
    urls = asked(page)
    page.mouse.move(*choice(page, "iran"))
    with page.expect_request(re.compile("actor=iran")):
        page.mouse.down()
    page.mouse.move(5, 5)
    page.mouse.up()
    page.wait_for_timeout(300)
    assert (slugs(page), page.url) == before
    expect(page.locator("#filters :checked[name=actor]")).to_have_count(0)
    tick(page, "united-states")
    page.wait_for_url(re.compile("actor=united-states"))
    settled(page)
    assert "actor=iran" not in page.url
    assert len(urls) == 2


def held_back(page, *parts):
    """Answers to addresses with one of the parts in them come when the page is told `come(part)`; their number so far is `waiting`."""
    page.evaluate(
        """(parts) => {
          const now = window.fetch;
          const held = [];
          window.waiting = 0;
          window.come = (part) => held.filter((one) => one.url.includes(part)).forEach((one) => one.done());
          window.fetch = async (url, options) => {
            const answer = await now(url, options);
            if (!parts.some((part) => url.includes(part))) return answer;
            window.waiting += 1;
            await new Promise((done, stopped) => {
              held.push({ url, done });
              options.signal?.addEventListener("abort", () => stopped(options.signal.reason));
            });
            return answer;
          };
        }""",
        parts,
    )


def one_view(page, visit):
    """The page shows what its address says, in all its parts."""
    settled(page)
    fresh = visit(f"/?{page.url.partition('?')[2]}")
    shown, meant = seen(page), seen(fresh)
    assert shown == meant
    checked = "all => all.map((one) => `${one.name}=${one.value}`)"
    assert page.locator("#filters :checked").evaluate_all(checked) == fresh.locator("#filters :checked").evaluate_all(checked)


def test_back_leaves_a_filter_behind_that_has_not_been_answered(visit):
    page = visit(f"/?{WINDOW}")
    tick(page, "iran")
    page.wait_for_url(re.compile("actor=iran"))
    settled(page)
    held_back(page, "kind=meeting", WINDOW)
    tick(page, "meeting", name="kind")
    page.wait_for_function("() => window.waiting == 1")
    page.go_back()
    page.wait_for_function("() => window.waiting == 2")
    page.evaluate("come('kind=meeting')")
    page.wait_for_timeout(300)
    assert "kind" not in page.url
    page.evaluate("come('to=')")
    expect(page.locator("h1")).not_to_contain_text("involve Iran")
    one_view(page, visit)


def test_who_chooses_while_back_is_on_its_way_goes_on_from_what_is_shown(visit):
    page = visit(f"/?{WINDOW}")
    tick(page, "iran")
    page.wait_for_url(re.compile("actor=iran"))
    settled(page)
    held_back(page, "to=2025")
    page.go_back()
    page.wait_for_function("() => window.waiting")
    tick(page, "meeting", name="kind")
    page.wait_for_function("() => window.waiting == 2")
    page.evaluate("come('')")
    page.wait_for_url(re.compile("actor=iran.*kind=meeting"))
    page.wait_for_timeout(300)
    one_view(page, visit)


def test_a_place_on_the_page_is_no_step_back(visit):
    page = visit(f"/?{WINDOW}")
    held_back(page, "actor=iran")
    tick(page, "iran")
    page.wait_for_function("() => window.waiting")
    page.evaluate("location.hash = 'main'")
    page.evaluate("come('')")
    page.wait_for_url(re.compile("actor=iran"))
    one_view(page, visit)
