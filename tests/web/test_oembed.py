"""`/oembed`: our own addresses in, a frame out; nothing of anybody else's, and nothing of the desk's."""

import json
import re
from urllib.parse import quote, urlencode

import micawber
import pytest
import requests
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from wagtail.embeds.exceptions import EmbedNotFoundException
from wagtail.embeds.finders.oembed import OEmbedFinder

from tests.conftest import event

SITE = "http://testserver"
HOSTILE = "\"><script>alert(1)</script>'&<!--]]>\x0b"


@pytest.fixture
def talks(cast):
    cast(
        event("talks", "2025-10-20", {"iran": "host", "iraq": "participant"}, storylines=["pact"], summary="They met in Tehran."),
        event("call", "2025-10-21", {"rubio": "initiator", "iraq": "target"}, kind="call"),
        event("secret", "2025-10-21", status="draft"),
        storylines=[{"slug": "pact", "title": "The security pact"}],
    )


@pytest.fixture
def ask(client, talks):
    def request(url, **parameters):
        return client.get("/oembed?" + urlencode({"url": url if "://" in url else SITE + url, **parameters}))

    return request


def frame(answer):
    return BeautifulSoup(answer["html"], "html.parser").iframe


class TestTheAnswer:
    def test_has_what_the_specification_asks_of_rich(self, ask):
        response = ask("/?actor=iran")
        assert response.headers["Content-Type"] == "application/json"
        answer = response.json()
        assert (answer["type"], answer["version"]) == ("rich", "1.0")
        assert answer["title"] == "Diplomatic events that involve Iran"
        assert isinstance(answer["width"], int)
        assert isinstance(answer["height"], int)
        assert (answer["thumbnail_width"], answer["thumbnail_height"]) == (1200, 630)
        assert answer["thumbnail_url"] == f"{SITE}/chart.png?actor=iran&width=1200&height=630"
        assert answer["cache_age"] > 0
        assert answer["provider_url"] == f"{SITE}/"

    def test_is_a_quotation_with_a_link_then_a_frame(self, ask):
        html = ask("/?actor=iran").json()["html"]
        # What WordPress looks for, once it has taken away every attribute it does not know.
        assert re.fullmatch(r"<blockquote><a href=\"[^\"]+\">.*?</a></blockquote><iframe [^>]+></iframe>", html)
        soup = BeautifulSoup(html, "html.parser")
        assert soup.a["href"] == f"{SITE}/?actor=iran"
        assert set(soup.iframe.attrs) == {"title", "src", "width", "height", "frameborder", "marginwidth", "marginheight"}

    @pytest.mark.parametrize(
        "address, embedded, page",
        [
            ("/", "/embed/", "/"),
            ("/?actor=iran&from=2025", "/embed/?actor=iran&from=2025", "/?actor=iran&from=2025"),
            ("/?since=2025", "/embed/?from=2025", "/?from=2025"),
            ("/events/talks/", "/embed/events/talks/", "/events/talks/"),
            ("/actors/iran/", "/embed/?actor=iran", "/actors/iran/"),
            ("/storylines/pact/", "/embed/?storyline=pact", "/storylines/pact/"),
            ("/sources/paper/", "/embed/?source=paper", "/sources/paper/"),
            ("/embed/?actor=iran&theme=dark", "/embed/?actor=iran&theme=dark", "/?actor=iran"),
            ("/embed/events/talks/", "/embed/events/talks/", "/events/talks/"),
            ("/share/?actor=iran&theme=dark", "/embed/?actor=iran&theme=dark", "/?actor=iran"),
            ("/ar/?actor=iran", "/embed/?actor=iran&lang=ar", "/ar/?actor=iran"),
            ("/fa/events/talks/", "/embed/events/talks/?lang=fa", "/fa/events/talks/"),
            ("/embed/?lang=ckb", "/embed/?lang=ckb", "/ckb/"),
            ("/?actor=iran&utm_source=mail", "/embed/?actor=iran", "/?actor=iran"),
        ],
    )
    def test_knows_any_of_our_addresses(self, ask, address, embedded, page):
        answer = ask(address).json()
        assert frame(answer)["src"] == SITE + embedded
        assert BeautifulSoup(answer["html"], "html.parser").a["href"] == SITE + page

    def test_fits_the_width_that_is_offered(self, ask):
        wide, narrow, tiny = ask("/"), ask("/", maxwidth=400), ask("/", maxwidth=100)
        assert (wide.json()["width"], narrow.json()["width"], tiny.json()["width"]) == (700, 400, 240)
        assert narrow.json()["height"] > wide.json()["height"]

    def test_fits_the_height_that_is_offered_and_tells_the_frame(self, ask):
        answer = ask("/", maxheight=300).json()
        assert answer["height"] == 300
        assert frame(answer)["src"] == f"{SITE}/embed/?height=300"
        assert ask("/", maxheight=2000).json()["height"] < 1000

    def test_keeps_a_height_that_the_address_fixes(self, ask):
        assert ask("/embed/?height=480").json()["height"] == 480

    def test_in_xml(self, ask):
        response = ask("/?actor=iran", format="xml")
        assert response.headers["Content-Type"].startswith("text/xml")
        root = ElementTree.fromstring(response.content)
        assert root.tag == "oembed"
        told = {one.tag: one.text for one in root}
        assert told == {name: str(value) for name, value in ask("/?actor=iran").json().items()}

    def test_any_origin_may_read_it_and_a_cache_may_keep_it(self, ask):
        headers = ask("/").headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert "public" in headers["Cache-Control"]


class TestRefusals:
    @pytest.mark.parametrize(
        "address",
        [
            "https://elsewhere.example/?actor=iran",
            "http://testserver.evil.example/",
            "http://testserver@evil.example/",
            "http://testserver:8080/",
            "javascript:alert(1)",
            "ftp://testserver/",
            "//testserver/",
            "not an address",
            "http://[broken/",
            "http://testserver:port/",
            f"{SITE}/events/nothing/",
            f"{SITE}/events/secret/",
            f"{SITE}/about/",
            f"{SITE}/static/js/embed.js",
            f"{SITE}/?actor=nobody",
            f"{SITE}/embed/?theme=blue",
            f"{SITE}/nowhere",
        ],
    )
    def test_what_is_not_ours_to_embed_is_not_found(self, ask, address):
        assert ask(address).status_code == 404

    def test_a_draft_looks_like_nothing_at_all(self, ask):
        assert ask("/events/secret/").content == ask("/events/nothing/").content

    def test_the_desk_is_private(self, ask):
        assert ask("/admin/events/event/1/change/").status_code == 401

    @pytest.mark.parametrize("form", ["yaml", "JSON5", "<script>"])
    def test_another_format_is_not_implemented_and_wakes_nobody(self, ask, form, caplog):
        assert ask("/", format=form).status_code == 501
        assert not caplog.records

    @pytest.mark.parametrize(
        "query", ["", "?url=", "?format=json", "?url=http://testserver/&maxwidth=wide", "?url=http://testserver/&maxheight=-1"]
    )
    def test_a_request_that_says_too_little_is_told_so(self, client, talks, query):
        assert client.get(f"/oembed{query}").status_code == 400

    def test_a_sentence_is_plain_text(self, ask):
        assert ask("https://evil.example/<script>").headers["Content-Type"].startswith("text/plain")


class TestHostileTexts:
    def test_in_the_address(self, ask):
        answer = ask("/embed/?" + urlencode({"title": HOSTILE.strip(), "q": HOSTILE.strip()})).json()
        soup = BeautifulSoup(answer["html"], "html.parser")
        assert not soup.select("script")
        assert soup.iframe["title"] == soup.a.get_text() == HOSTILE.strip()
        assert [one.name for one in soup.find_all(True)] == ["blockquote", "a", "iframe"]

    def test_in_the_record(self, ask, cast):
        cast(event("x", title=HOSTILE, summary=HOSTILE))
        assert not BeautifulSoup(ask("/events/x/").json()["html"], "html.parser").select("script")
        told = ElementTree.fromstring(ask("/events/x/", format="xml").content)
        assert "<script>" in told.find("title").text
        assert "\x0b" not in told.find("title").text


class TestDiscovery:
    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/?actor=iran",
            "/events/talks/",
            "/actors/iran/",
            "/storylines/pact/",
            "/sources/paper/",
            "/ar/?actor=iran",
            "/embed/?actor=iran&theme=dark",
        ],
    )
    def test_every_page_that_can_be_embedded_says_where_to_ask(self, client, get, talks, path):
        head = get(path).html.split("</head>")[0]
        soup = BeautifulSoup(head, "html.parser")
        answers = []
        for kind, read in (("application/json+oembed", json.loads), ("text/xml+oembed", ElementTree.fromstring)):
            link = soup.select_one(f'link[rel=alternate][type="{kind}"]')
            assert link["title"]
            response = client.get(link["href"].removeprefix(SITE))
            assert response.status_code == 200
            answers.append(read(response.content))
        assert answers[0]["html"] == answers[1].find("html").text
        assert frame(answers[0])["src"].startswith(f"{SITE}/embed/")

    @pytest.mark.parametrize("path", ["/about/", "/actors/", "/sources/", "/?actor=nobody", "/events/nothing/"])
    def test_other_pages_do_not(self, get, talks, path):
        assert "+oembed" not in get(path).html

    @pytest.mark.parametrize(
        "path, picture", [("/?actor=iran", "actor=iran"), ("/events/talks/", "event=talks"), ("/actors/iran/", "actor=iran")]
    )
    def test_cards_show_the_picture_of_exactly_this_view(self, get, talks, path, picture):
        page = get(path)
        said = {one.get("property") or one.get("name"): one["content"] for one in page.all("meta[property], meta[name]")}
        address = f"{SITE}/chart.png?{picture}&width=1200&height=630"
        assert said["og:image"] == said["twitter:image"] == address
        assert said["twitter:card"] == "summary_large_image"
        assert said["og:url"] == SITE + path
        assert said["og:title"]
        assert said["og:description"]
        assert said["og:image:alt"].startswith("A timeline chart.")
        linked = [json.loads(one.string) for one in page.all("script[type='application/ld+json']")]
        assert [one["primaryImageOfPage"]["contentUrl"] for one in linked if "primaryImageOfPage" in one] == [address]


@pytest.mark.django_db(transaction=True)
class TestRealConsumers:
    """Over the network, as their own code asks."""

    @pytest.fixture
    def provider(self, live_server):
        # docs/embedding.md hands this dictionary to Wagtail sites.
        return {"endpoint": f"{live_server.url}/oembed", "urls": [rf"^{re.escape(live_server.url)}/.*$"]}

    def test_wagtail_finds_an_embed(self, live_server, provider, talks):
        finder = OEmbedFinder(providers=[provider])
        address = f"{live_server.url}/?actor=iran"
        assert finder.accept(address)
        found = finder.find_embed(address, max_width=600)
        assert found["type"] == "rich"
        assert found["title"] == "Diplomatic events that involve Iran"
        assert found["cache_until"]
        assert found["width"] == 600
        assert BeautifulSoup(found["html"], "html.parser").iframe["src"] == f"{live_server.url}/embed/?actor=iran"

    def test_wagtail_is_told_when_there_is_none(self, live_server, provider, talks):
        with pytest.raises(EmbedNotFoundException):
            OEmbedFinder(providers=[provider]).find_embed(f"{live_server.url}/events/secret/")

    def test_micawber_makes_frames_of_the_addresses_in_a_text(self, live_server, provider, talks):
        registry = micawber.ProviderRegistry()
        registry.register(provider["urls"][0], micawber.Provider(provider["endpoint"]))
        address = f"{live_server.url}/events/talks/"
        html = micawber.parse_text(f"See this:\n\n{address}\n\nand that.", registry, maxwidth=640)
        soup = BeautifulSoup(html, "html.parser")
        assert soup.iframe["src"] == f"{live_server.url}/embed/events/talks/"
        assert soup.iframe["width"] == "640"
        assert soup.blockquote.a["href"] == address

    def test_one_that_reads_raw_heads_finds_the_endpoint(self, live_server, talks):
        """As WordPress does: the first 150 kB, the head alone, the attributes of each link."""
        address = f"{live_server.url}/?{urlencode({'actor': 'iran', 'q': 'met'})}"
        html = requests.get(address, timeout=20).text[:150_000]
        head = html[: html.lower().index("</head>")]
        links = [dict(re.findall(r'([\w:+-]+)="([^"]*)"', one)) for one in re.findall(r"<link ([^>]+)>", head)]
        endpoint = next(one["href"] for one in links if one.get("type") == "application/json+oembed").replace("&amp;", "&")
        answer = requests.get(endpoint + "&maxwidth=500&maxheight=750&dnt=1", timeout=20).json()
        assert frame(answer)["src"] == f"{live_server.url}/embed/?actor=iran&q=met"
        assert quote("actor=iran", safe="") in endpoint
