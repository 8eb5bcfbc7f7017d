"""A view's answer on its way: asked for when a mouse presses, read as it comes, and what happens where it breaks off."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_timeline import WINDOW, marks, settled, slugs, tick

PIECES = """() => {
  const now = window.fetch;
  window.fetch = async (url, ...rest) => {
    const answer = await now(url, ...rest);
    if (!String(url).includes("kind=") && !String(url).includes("actor=")) return answer;
    const [chart, others] = (await answer.text()).split(/(?=<hx-partial)(.*)/s);
    const body = new ReadableStream({
      start(pieces) {
        const send = (text) => pieces.enqueue(new TextEncoder().encode(text));
        send(chart + others.slice(0, 5)); // cut where it hurts
        send(others.slice(5, 60));
        window.rest = () => { send(others.slice(60)); pieces.close(); };
        window.broken = () => pieces.error(new TypeError("the network is gone"));
      },
    });
    const { status, headers } = answer;
    return new Response(body, { status, headers });
  };
}"""
"""An answer's chart comes with the beginning of what follows; the test says when the rest does, or that it never will."""


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


def test_the_chart_is_shown_before_the_rest_of_its_answer_has_come(visit):
    page = visit(f"/?{WINDOW}")
    before = slugs(page), marks(page)
    page.evaluate(PIECES)
    tick(page, "iran")
    page.wait_for_url(re.compile("actor=iran"))
    expect(page.locator("h1")).to_contain_text("Iran")
    expect(page.locator("#listing")).to_have_attribute("aria-busy", "true")
    assert marks(page) != before[1]
    assert page.locator("#events .ev").count() == len(before[0])  # dimmed, where they do not fit
    page.evaluate("rest()")
    settled(page)
    assert set(slugs(page)) < set(before[0])


def test_an_answer_that_breaks_off_says_so_and_can_be_had_again(visit):
    page = visit(f"/?{WINDOW}", allow=["htmx:error"])
    before = slugs(page)
    page.evaluate(PIECES)
    tick(page, "iran")
    expect(page.locator("h1")).to_contain_text("Iran")
    page.evaluate("broken()")
    expect(page.get_by_role("alert")).to_contain_text("The answer did not arrive")
    settled(page)
    page.get_by_role("button", name="Try again").click()
    page.wait_for_function("() => window.rest")
    expect(page.get_by_role("alert")).to_have_count(0)
    page.evaluate("rest()")
    settled(page)
    assert set(slugs(page)) < set(before)


def test_back_leaves_the_rest_of_an_answer_behind(visit):
    page = visit(f"/?{WINDOW}")
    before = slugs(page)
    page.evaluate(PIECES)
    tick(page, "iran")
    page.wait_for_url(re.compile("actor=iran"))
    expect(page.locator("h1")).to_contain_text("Iran")
    page.go_back()
    page.wait_for_url(lambda url: "actor" not in url)
    expect(page.locator("h1")).not_to_contain_text("involve Iran")
    page.evaluate("rest()")
    settled(page)
    page.wait_for_timeout(300)
    assert slugs(page) == before


def test_who_chooses_again_before_the_rest_has_come_gets_what_was_chosen_last(visit):
    page = visit(f"/?{WINDOW}")
    page.evaluate(PIECES)
    tick(page, "iran")
    page.wait_for_url(re.compile("actor=iran"))
    first = page.evaluate_handle("() => window.rest")
    tick(page, "meeting", name="kind")
    page.wait_for_url(re.compile("kind=meeting"))
    page.evaluate("(late) => late()", first)
    page.evaluate("rest()")
    settled(page)
    found = slugs(page)
    assert found == slugs(visit(f"/?{page.url.partition('?')[2]}"))
    expect(page.locator('#filters input[name="actor"][value="iran"]')).to_be_checked()
    expect(page.locator('#filters input[name="kind"][value="meeting"]')).to_be_checked()
