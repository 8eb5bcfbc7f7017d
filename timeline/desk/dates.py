"""A date read while it is typed: what it means stands under the field, with how it was found, the readings to choose from, or the fault."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language

from timeline.dates import beside, parse, precision_words, show
from timeline.desk.access import may_write
from timeline.events.fields import today
from timeline.events.models import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest
    from django.utils.safestring import SafeString

_IN_BRACKETS = re.compile(r"\[([-\w]{1,80})\]\s*$")


class DateTextInput(forms.TextInput):
    """A text field for a date. Needs htmx on the page; without it, it is a text field whose date is read when the form is saved.

    `anchor`: the name of the form's field for the day the words are read on. Left empty, the first cited source's publication day is
    put there for the editor to see and change; where no source has one, the words are read today. Without a name, they are always
    read today: the day a source was published, the years of an office.
    """

    class Media:
        js = ["js/desk-dates.js"]
        css = {"all": ["css/desk-dates.css"]}

    def __init__(self, attrs: dict[str, Any] | None = None, *, anchor: str = "date_anchor") -> None:
        super().__init__({"class": "vTextField", "dir": "auto", "autocomplete": "off", **(attrs or {})})
        self.anchor = anchor

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        place = f"{(attrs or {}).get('id') or f'id_{name}'}-reading"
        attrs = {**(attrs or {}), "data-date-text": self.anchor}
        attrs["aria-describedby"] = f"{attrs.get('aria-describedby', '')} {place}".strip()
        url = f"{reverse('admin:events_event_reading')}?field={name}&anchor={self.anchor}"
        under = render_to_string("desk/date_input.html", {"id": place, "url": url, "name": name, "anchor": self.anchor})
        return format_html("{}{}", super().render(name, value, attrs, renderer), under)


def reading_view(request: HttpRequest) -> TemplateResponse:
    """What a text means so far: a fragment. Reads only; for whoever may write events."""
    if not may_write(request.user):
        raise PermissionDenied
    text = request.GET.get(request.GET.get("field", "date_text"), "")
    typed = request.GET.get(request.GET.get("anchor", "date_anchor"), "")
    language = get_language() or "en"
    anchored = request.GET.get("anchor", "date_anchor") and not _day(typed)
    source, published = published_on(request.GET) if anchored else (None, None)
    anchor = _day(typed) or published or today()
    reading = parse(text, anchor, display=language)
    context: dict[str, Any] = {
        "text": text.strip(),
        "reading": reading,
        "field": request.GET.get("field", "date_text"),
        "source": source,
        "fill": published,
    }
    if reading.date:
        said = show(reading.date, language)
        context |= {
            "said": said,
            "how": reading.explanation.removeprefix(said).strip(" ·"),
            "precision": precision_words(reading.date, language),
            "beside": beside(reading.date, language),
        }
    return TemplateResponse(request, "desk/date_reading.html", context)


def published_on(form: Mapping[str, Any]) -> tuple[Source | None, date | None]:
    """The first source cited in the form, as typed so far, that was published on a known day; and that day."""
    cited = [match[1] for name in sorted(form) if name.startswith("citations-") and (match := _IN_BRACKETS.search(str(form[name])))]
    if not cited:
        return None, None
    known = {source.slug: source for source in Source.objects.filter(slug__in=cited[:20])}
    for slug in cited[:20]:
        source = known.get(slug)
        when: Any = source.published_on if source else None
        if source and when and when.start_exact and not when.is_interval:
            return source, when.earliest
    return None, None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
