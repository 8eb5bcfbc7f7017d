"""Citing: the page, its fragment, the files; and what every page says of itself to reference managers and search engines."""

import json
from urllib.parse import parse_qs
from xml.etree import ElementTree as ET  # our own output

import bibtexparser
import extruct
import pytest
import rispy
from pyld import jsonld as processor

from tests.conftest import event
from timeline.events.models import Event
from timeline.formats.jsonld import FILE_CONTEXT


@pytest.fixture
def three(cast):
    cast(
        event("talks", "2025-10-20", {"iran": "host", "iraq": "participant"}, storylines=["pact"], title="Talks in Tehran </script><b>"),
        event("visit", "2025-10", {"qaani": "initiator"}, kind="visit", confidence="reported"),
        event("about", "2025-09~", {"us": "initiator"}),
        event("hidden", "2025-10-20", {"iran": "host"}, status="draft"),
        storylines=[{"slug": "pact", "title": "The security pact"}],
    )


class TestCitePages:
    def test_a_view_is_cited_in_words_with_its_count_version_and_day(self, get, three):
        page = get("/cite/?actor=iran")
        assert page.status == 200
        chicago = page.text("#cite-chicago")
        assert chicago.startswith("“Diplomatic events that involve Iran” [2 events]. Iraq–Iran–US diplomatic timeline. Version ")
        assert chicago.endswith("http://testserver/?actor=iran.")
        assert "Accessed " in chicago

    @pytest.mark.parametrize(
        "path, words",
        [
            ("/events/visit/cite/", "“Title of visit” [event of October 2025]."),
            ("/actors/iran/cite/", "“Iran” [2 events]."),
            ("/storylines/pact/cite/", "“The security pact” [storyline of 1 event]."),
            ("/sources/paper/cite/", "“A report.” The Paper."),
        ],
    )
    def test_every_record_has_its_own(self, get, three, path, words):
        assert get(path).text("#cite-chicago").startswith(words)

    @pytest.mark.parametrize("style", ["chicago", "apa", "mla"])
    def test_in_three_styles(self, get, three, style):
        assert "Title of visit" in get("/events/visit/cite/").text(f"#cite-{style}")

    def test_as_data_that_reference_managers_read(self, get, client, three):
        page = get("/events/visit/cite/")
        (entry,) = bibtexparser.parse_string(page.soup.select_one("#cite-bib").get_text()).entries
        assert entry["url"] == "http://testserver/events/visit/"
        (item,) = json.loads(page.soup.select_one("#cite-csl-json").get_text())
        assert item["title"] == "Title of visit"
        (saved,) = [link["href"] for link in page.all(".cite a[download]") if "as=ris" in link["href"]]
        response = client.get(saved)
        assert rispy.loads(response.content.decode())[0]["title"] == "Title of visit"
        assert 'filename="visit.ris"' in response["Content-Disposition"]

    def test_a_view_saves_its_citation_with_its_filter(self, get, client, three):
        (saved,) = [
            link["href"] for link in get("/cite/?actor=iran&kind=visit").all(".cite a[download]") if link["href"].endswith("as=ris")
        ]
        (read,) = rispy.loads(client.get(saved).content.decode())
        assert read["urls"] == ["http://testserver/?actor=iran&kind=visit"]

    def test_the_dialog_is_the_same_part_alone(self, get, three):
        page = get("/cite/?actor=iran", into="cite")
        assert page.html.lstrip().startswith('<div class="cite">')

    @pytest.mark.parametrize(
        "path, status", [("/cite/?actor=nobody", 400), ("/cite/?as=word", 400), ("/events/hidden/cite/", 404), ("/actors/x/cite/", 404)]
    )
    def test_nonsense_is_refused(self, client, three, path, status):
        assert client.get(path).status_code == status

    def test_a_citation_page_is_not_indexed(self, get, three):
        assert get("/cite/").soup.select_one('meta[name="robots"]')["content"] == "noindex"


class TestLinks:
    def test_the_timeline_offers_cite_and_every_format_for_its_filter(self, get, three):
        page = get("/?actor=iran&event=talks&lanes=kind")
        assert page.soup.select_one("#listing [data-cite]")["href"] == "/cite/?actor=iran"
        links = [link["href"] for link in page.all("#listing .downloads a")]
        assert links[0] == "/events.csv?actor=iran"
        assert len(links) == 12

    def test_the_fragment_brings_them_along(self, get, three):
        page = get("/?kind=visit", into="results")
        assert page.soup.select_one("[data-cite]")["href"] == "/cite/?kind=visit"

    def test_files_are_in_the_pages_language(self, get, three):
        assert get("/ar/?actor=iran").soup.select_one(".downloads a")["href"] == "/events.csv?actor=iran&lang=ar"

    @pytest.mark.parametrize("path", ["/events/talks/", "/actors/iran/", "/storylines/pact/", "/sources/paper/", "/?actor=iran", "/"])
    def test_every_link_leads_somewhere(self, get, client, three, path):
        page = get(path)
        links = {link["href"] for link in page.all(".downloads a, [data-cite]")} | {
            link["href"] for link in page.all('link[rel="alternate"][type]') if "oembed" not in link["type"]
        }
        assert links
        assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


class TestReferenceManagers:
    def test_an_event_page_and_its_sources_are_context_objects(self, get, three):
        spans = [parse_qs(span["title"]) for span in get("/events/talks/").all("span.Z3988")]
        assert [one["rft.type"] for one in spans] == [["webpage"], ["newspaperArticle"]]
        assert spans[0]["rft.identifier"] == ["http://testserver/events/talks/"]
        assert spans[1]["rft.identifier"] == ["https://paper.example/1"]

    def test_an_event_page_has_highwire_metas(self, get, three):
        page = get("/events/talks/")
        assert page.soup.select_one('meta[name="citation_title"]')["content"] == "Talks in Tehran </script><b>"
        assert "https://paper.example/1" in page.soup.select_one('meta[name="citation_reference"]')["content"]

    @pytest.mark.parametrize("path", ["/", "/?actor=iran", "/actors/iran/", "/storylines/pact/", "/sources/paper/"])
    def test_so_do_all_other_pages(self, get, three, path):
        page = get(path)
        assert len(page.all("span.Z3988")) == 1
        assert len(page.all('meta[name="citation_title"]')) == 1


def linked(page):
    """JSON-LD as extruct finds it, by type: the page, in one piece, and what it is about."""
    (read,) = extruct.extract(page.html, base_url="http://testserver/", syntaxes=["json-ld"])["json-ld"]
    return {read["@type"]: read, read["mainEntity"]["@type"]: read["mainEntity"]}


class TestSearchEngines:
    def test_an_event_page_is_about_an_event_with_its_exact_date(self, get, three):
        about = linked(get("/events/talks/"))["WebPage"]["mainEntity"]
        assert (about["@type"], about["name"], about["startDate"]) == ("Event", "Talks in Tehran </script><b>", "2025-10-20")
        assert about["subjectOf"][0]["url"] == "https://paper.example/1"

    @pytest.mark.parametrize("path", ["/", "/?actor=iran", "/events/talks/", "/actors/iran/", "/storylines/pact/", "/sources/paper/"])
    def test_a_page_is_one_thing_with_one_picture(self, get, three, path):
        """Read as triples: the page has one type, one address, one picture, and is about one thing."""
        (read,) = extruct.extract(get(path).html, base_url="http://testserver/", syntaxes=["json-ld"])["json-ld"]
        # schema.org is not asked for its context over the network.
        (page,) = processor.expand(read | {"@context": FILE_CONTEXT})
        said = {name.removeprefix("https://schema.org/"): values for name, values in page.items()}
        assert page["@id"] == f"http://testserver{path}"
        assert page["@type"] in (["https://schema.org/WebPage"], ["https://schema.org/ProfilePage"])
        assert [len(said[name]) for name in ("primaryImageOfPage", "mainEntity", "license", "name", "url")] == [1] * 5
        assert "/chart.png" in said["primaryImageOfPage"][0]["https://schema.org/contentUrl"][0]["@id"]

    def test_an_imprecise_date_is_not_padded(self, get, three):
        assert linked(get("/events/visit/"))["WebPage"]["mainEntity"]["startDate"] == "2025-10"
        about = linked(get("/events/about/"))["WebPage"]["mainEntity"]
        assert "startDate" not in about
        assert about["dcterms:date"]["@value"] == "2025-09~"

    def test_a_view_is_a_dataset_with_its_files(self, get, three):
        dataset = linked(get("/?actor=iran"))["Dataset"]
        assert dataset["name"] == "Diplomatic events that involve Iran"
        assert dataset["license"] == "https://creativecommons.org/licenses/by/4.0/"
        assert dataset["temporalCoverage"] == "2025-10-16/2025-10-20"
        assert {"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": "http://testserver/events.csv?actor=iran"} in dataset[
            "distribution"
        ]
        assert dataset["isPartOf"]["@id"] == "http://testserver/#dataset"

    def test_people_are_persons_and_states_countries(self, get, three):
        person = linked(get("/actors/qaani/"))["ProfilePage"]["mainEntity"]
        assert person["@type"] == "Person"
        assert "Ismail Qaani" in person["alternateName"]
        assert linked(get("/actors/iran/"))["ProfilePage"]["mainEntity"]["@type"] == "Country"

    def test_a_refused_view_says_nothing_of_itself(self, get, three):
        page = get("/?kind=party")
        assert not page.all("span.Z3988, script[type='application/ld+json']")

    def test_canonical_is_the_filter_alone_in_its_own_order(self, get, three):
        page = get("/?event=talks&to=2026&actor=iran&match=any&lanes=kind&window=2025-10-01/2025-10-31")
        assert page.soup.select_one('link[rel="canonical"]')["href"] == "http://testserver/?actor=iran&to=2026"
        others = {link["hreflang"]: link["href"] for link in page.all("link[hreflang]")}
        assert others["ar"] == "http://testserver/ar/?actor=iran&to=2026"


def xml(content):
    return ET.fromstring(content)  # noqa: S314 (our own output)


NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


class TestSitemaps:
    def test_robots_name_the_sitemap_and_keep_out_of_the_desk(self, client, three):
        text = client.get("/robots.txt").content.decode()
        assert "Disallow: /admin/" in text
        assert "Sitemap: http://testserver/sitemap.xml" in text

    def test_together_they_name_every_public_page_once_and_all_of_them_are_there(self, client, three):
        listed = []
        for part in xml(client.get("/sitemap.xml").content).findall("s:sitemap/s:loc", NS):
            response = client.get(part.text.removeprefix("http://testserver"))
            body = b"".join(response.streaming_content) if response.streaming else response.content
            listed += [one.text for one in xml(body).findall("s:url/s:loc", NS)]
            assert all(len(one.findall("x:link", NS)) == 4 for one in xml(body).findall("s:url", NS))
        assert len(listed) == len(set(listed))
        assert {one for one in listed if "/events/" in one} == {
            f"http://testserver/events/{slug}/" for slug in Event.objects.published().values_list("slug", flat=True)
        }
        for one in listed:
            assert client.get(one.removeprefix("http://testserver")).status_code == 200, one

    def test_there_is_no_sitemap_beyond_the_last(self, client, three):
        assert client.get("/sitemap-events-2.xml").status_code == 404
        assert client.get("/sitemap-desk-1.xml").status_code == 404
