"""What a reader has on paper: the chart at the paper's width, with what is chosen in its place, and no heading without what it heads."""

import pytest

WINDOW = "/?from=2025-10-07&to=2025-11-13"
PORTRAIT, LANDSCAPE = 718, 1047
"""px of an A4 page within margins of a centimetre."""


def on_paper(page, width=PORTRAIT):
    """The page as the printer has it. The script hears of it before paper's rules hold."""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": width, "height": 1000})
    return page


def shown(page, what):
    look = "(all) => all.filter((one) => one.getClientRects().length).map((one) => one.dataset.of)"
    return page.locator(f"#chart {what}").evaluate_all(look)


@pytest.mark.parametrize("width", [PORTRAIT, LANDSCAPE])
@pytest.mark.parametrize("path", [WINDOW, "/ar/?actor=israel", "/events/iraq-invades-iran-1980/", "/embed/?actor=israel"])
def test_the_paper_says_which_drawing_it_has(visit, path, width):
    page = on_paper(visit(path), width)
    assert len(shown(page, ".score")) == 1
    # Not a container, which Firefox does not ask when it prints.
    assert page.locator("#chart").evaluate("(chart) => getComputedStyle(chart).containerType") == "normal"
    plot = page.locator("#chart .score:visible .plot").bounding_box()
    assert 0 < plot["x"] < plot["x"] + plot["width"] < width


def test_what_is_chosen_has_its_band_where_it_lies_on_paper(visit):
    page = visit(WINDOW + "&event=araji-tehran-visit-2025-10")
    assert shown(page, ".beneath .band") == [None]
    assert shown(page, ".score .band") == []
    on_paper(page, LANDSCAPE)
    assert shown(page, ".beneath, .above, .card") == []
    assert shown(page, ".score .band") == ["araji-tehran-visit-2025-10"]
    assert page.locator("#chart .score:visible .axis text").evaluate_all(
        "all => all.every((one) => getComputedStyle(one).visibility === 'visible')"
    )


def test_what_was_chosen_before_has_no_band_on_paper(visit):
    page = visit(WINDOW + "&event=araji-tehran-visit-2025-10")
    # The pointer brings Plotly, and the drawing lies aside while another is chosen.
    page.locator("#chart").hover()
    page.locator("#chart.plotted").wait_for()
    page.locator('#events .ev:not([data-event="araji-tehran-visit-2025-10"]) a').first.click()
    page.wait_for_url(lambda url: "araji" not in url)
    chosen = page.locator("#events a[aria-current]").locator("..").get_attribute("data-event")
    # At once, as the printer does: the page's script would answer the new width.
    page.emulate_media(media="print")
    band, marks, dims = page.evaluate(
        """() => {
          dispatchEvent(new Event("beforeprint"));
          const score = document.querySelector("#chart .score.w760");
          const marks = [...score.querySelectorAll("a.ev-m.on")].map((one) => one.dataset.event);
          return [score.querySelector(".band").getClientRects().length, marks, score.matches(".chosen")];
        }"""
    )
    assert not band
    assert (marks, dims) == ([chosen], True)


def test_no_heading_of_a_month_is_the_last_line_of_a_page(visit):
    page = on_paper(visit("/"))
    heads = page.locator("#events .mon").evaluate_all(
        """all => all.map((one) => {
          const { breakAfter, breakInside } = getComputedStyle(one);
          const [own, first] = [one, one.nextElementSibling.firstElementChild].map((part) => part.getBoundingClientRect().bottom);
          return [breakAfter, breakInside, own >= first];
        })"""
    )
    # Firefox keeps only a box together: the heading's own is as tall as it and an entry whose title has two lines.
    assert {tuple(one[:2]) for one in heads} == {("avoid", "avoid")}
    assert sum(one[2] for one in heads) > len(heads) * 0.9
