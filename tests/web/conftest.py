"""A reader's requests: whole pages, and fragments as htmx asks for them."""

import pytest
from bs4 import BeautifulSoup


class Page:
    """A response and its parsed HTML."""

    def __init__(self, response):
        self.response = response
        self.status = response.status_code
        self.html = response.content.decode()
        self.soup = BeautifulSoup(self.html, "html.parser")

    def all(self, selector):
        return self.soup.select(selector)

    def text(self, selector):
        """The text of the first match, in one line."""
        found = self.soup.select_one(selector)
        assert found, f"nothing matches {selector}"
        return " ".join(found.get_text().split())

    @property
    def events(self):
        """Slugs in the list, in order."""
        return [entry["data-event"] for entry in self.all(":is(#events, .rest) .ev[data-event]")]


@pytest.fixture
def get(client, db):
    """`get("/?actor=iran")` as a browser; `get(…, into="results")` as htmx."""

    def request(path, into=None, tag="div", **headers):
        if into:
            headers |= {"HX-Request": "true", "HX-Target": f"{tag}#{into}"}
        return Page(client.get(path, headers=headers))

    return request
