"""`/share/`: what to copy, for every view and event; a page that needs no script."""

import re

import pytest
from bs4 import BeautifulSoup

from tests.conftest import event

SITE = "http://testserver"


@pytest.fixture
def talks(cast):
    cast(event("talks", "2025-10-20", {"iran": "host", "iraq": "participant"}), event("secret", status="draft"))


def code(page, name):
    return page.soup.select_one(f'[data-code="{name}"] textarea').get_text()


class TestSnippets:
    def test_an_iframe_with_a_title_and_a_height_for_both_widths(self, get, talks):
        frame = BeautifulSoup(code(get("/share/?actor=iran"), "iframe"), "html.parser").iframe
        assert frame["src"] == f"{SITE}/embed/?actor=iran"
        assert frame["title"] == "Diplomatic events that involve Iran"
        assert frame["loading"] == "lazy"
        low, high = map(int, re.search(r"clamp\((\d+)px,.*,(\d+)px\)", frame["style"]).groups())
        assert 200 < low == int(frame["height"]) < high < 1000

    def test_a_script_with_a_link_for_where_it_does_not_run(self, get, talks):
        soup = BeautifulSoup(code(get("/share/?actor=iran"), "script"), "html.parser")
        element = soup.select_one("diplomatic-timeline")
        assert element["src"] == f"{SITE}/embed/?actor=iran"
        assert element.a["href"] == f"{SITE}/?actor=iran"
        assert soup.script["src"] == f"{SITE}/embed.js"

    def test_addresses(self, get, talks):
        page = get("/share/?actor=iran")
        assert code(page, "link") == f"{SITE}/?actor=iran"
        assert code(page, "svg") == f"{SITE}/chart.svg?actor=iran"
        assert code(page, "png") == f"{SITE}/chart.png?actor=iran"
        assert code(page, "oembed").startswith(f"{SITE}/oembed?url=")

    def test_the_oembed_address_answers(self, client, get, talks):
        address = code(get("/share/?actor=iran&theme=dark"), "oembed")
        assert f"{SITE}/embed/?actor=iran&amp;theme=dark" in client.get(address.removeprefix(SITE)).json()["html"]

    def test_of_an_event(self, get, talks):
        page = get("/share/events/talks/")
        assert f'src="{SITE}/embed/events/talks/"' in code(page, "iframe")
        assert code(page, "png") == f"{SITE}/chart.png?event=talks"

    def test_of_a_draft_there_are_none(self, get, talks):
        assert get("/share/events/secret/").status == 404

    def test_every_option_reaches_the_code_and_the_preview(self, get, talks):
        query = "actor=iran&title=A+%26+B&theme=dark&view=both&height=480&key=0&labels=0&overview=1&controls=1&embed_lang=ar"
        page = get(f"/share/?{query}")
        src = BeautifulSoup(code(page, "iframe"), "html.parser").iframe["src"]
        wanted = "/embed/?actor=iran&title=A+%26+B&theme=dark&height=480&key=0&labels=0&overview=1&controls=1&view=both&lang=ar"
        assert src == SITE + wanted
        assert page.soup.select_one("iframe.pvw")["src"] == wanted
        assert page.soup.html["lang"] == "en"

    def test_defaults_are_left_out_of_the_address(self, get, talks):
        page = get(
            "/share/?actor=iran&title=&subtitle=&theme=light&view=chart&height=&key=0&key=1&labels=0&labels=1&overview=0&controls=0&embed_lang=en"
        )
        assert page.soup.select_one("iframe.pvw")["src"] == "/embed/?actor=iran"

    def test_hostile_texts_stay_texts(self, get, talks):
        page = get("/share/?title=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&q=%3C/textarea%3E%3Cscript%3E")
        assert "<script>alert" not in page.html
        frame = BeautifulSoup(code(page, "iframe"), "html.parser")
        assert [one.name for one in frame.find_all(True)] == ["iframe"]
        assert frame.iframe["title"] == '"><script>alert(1)</script>'


class TestThePage:
    def test_is_a_plain_form_that_keeps_the_filter(self, get, talks):
        form = get("/share/?actor=iran&from=2025").soup.select_one("form.share-options")
        assert (form["method"], form["action"]) == ("get", "/share/")
        assert ("actor", "iran") in [(one["name"], one["value"]) for one in form.select("input[type=hidden]")]
        assert form.select_one("button")

    def test_shows_what_is_wrong_with_an_option(self, get, talks):
        page = get("/share/?height=5")
        assert page.status == 400
        assert "is no height for an embed" in page.text(".notice")

    def test_refuses_a_view_that_means_nothing(self, get, talks):
        assert get("/share/?actor=nobody").status == 400

    def test_parts_for_the_dialog(self, get, talks):
        body, result = get("/share/?actor=iran", into="share-body"), get("/share/?actor=iran", into="share-result")
        assert body.all("form.share-options")
        assert not body.all("html")
        assert result.all(".codes")
        assert not result.all("form.share-options")

    @pytest.mark.parametrize(
        "path, share",
        [("/?actor=iran", "/share/?actor=iran"), ("/events/talks/", "/share/events/talks/"), ("/actors/iran/", "/share/?actor=iran")],
    )
    def test_every_page_with_a_chart_links_to_it(self, get, talks, path, share):
        assert get(path).soup.select_one("a[data-share]")["href"] == share
