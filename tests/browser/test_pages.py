"""Every kind of page in a real browser: nothing in the console, nothing from anybody else, nothing that axe would change."""

import pytest

PAGES = {
    "timeline": "/",
    "filtered": "/?actor=iran&actor=united-states&match=all&from=2020",
    "chosen": "/?event=araji-tehran-visit-2025-10",
    "empty": "/?actor=esmail-qaani&actor=marco-rubio&match=all&q=treaty",
    "refused": "/?from=31+February+2025",
    "event": "/events/araji-tehran-visit-2025-10/",
    "actors": "/actors/",
    "actor": "/actors/esmail-qaani/",
    "storylines": "/storylines/",
    "sources": "/sources/",
    "about": "/about/",
    "not found": "/events/never-was/",
}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing(visit, axe, path, dark):
    axe(visit(path, dark=dark, allow=["404 (Not Found)", "400 (Bad Request)"]))
