"""What stands in an embed's address beside the filter, what can be embedded, and how to say so to other people's pages.

An embed is a promise for ten years: options are never renamed without `RENAMED_OPTIONS`, and an option that a later version brings is left
alone by an earlier one. docs/embedding.md has the list for newsrooms.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _

from timeline.web.filters import Fault, WordField, cut

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.utils.safestring import SafeString

THEMES = ("light", "dark", "auto")
VIEWS = ("chart", "list", "both")
FLAGS = ("key", "labels", "overview", "controls")
OPTIONS = ("title", "subtitle", "theme", "lang", "height", "key", "labels", "overview", "controls", "view")
DEFAULTS = {"theme": "light", "lang": "en", "height": "auto", "key": "1", "labels": "1", "overview": "0", "controls": "0", "view": "chart"}
NONE = "0"
"""What `title` or `subtitle` says to show none: the article has its own."""
LOWEST, HIGHEST = 200, 3000
"""px. The heights that an embed can be given."""
MOST_TITLE, MOST_SUBTITLE = 140, 280

ARTICLE, PHONE = 700, 360
"""px. The widths that embeds are made for, previewed and measured at: a column of text, a phone."""
NARROW = 600
"""px of a frame below which its sheet lays it out for a phone."""


class HeightField(forms.CharField):
    """`auto`, or a whole number of px."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if text in ("", "auto"):
            return None
        digits = text.removesuffix("px")
        if not digits.isascii() or not digits.isdigit() or not LOWEST <= int(digits[:9]) <= HIGHEST:
            message = _("“%(value)s” is no height for an embed: write “auto”, or a number of pixels from %(lowest)s to %(highest)s.")
            raise ValidationError(message % {"value": cut(text), "lowest": LOWEST, "highest": HIGHEST})
        return int(digits)


class OptionsForm(forms.Form):
    """How an embed looks. Values that mean nothing are refused, with a sentence inside the frame."""

    title = forms.CharField(required=False)
    subtitle = forms.CharField(required=False)
    theme = WordField(THEMES, required=False)
    lang = WordField([code for code, _name in settings.LANGUAGES], required=False)
    height = HeightField(required=False, max_length=20)
    key = WordField(("0", "1"), required=False)
    labels = WordField(("0", "1"), required=False)
    overview = WordField(("0", "1"), required=False)
    controls = WordField(("0", "1"), required=False)
    view = WordField(VIEWS, required=False)

    def _short_enough(self, name: str, most: int) -> str:
        text = " ".join(str(self.cleaned_data[name]).split())
        if len(text) > most:
            raise ValidationError(_("The text for “%(name)s” is longer than %(most)s characters.") % {"name": name, "most": most})
        return text

    def clean_title(self) -> str:
        return self._short_enough("title", MOST_TITLE)

    def clean_subtitle(self) -> str:
        return self._short_enough("subtitle", MOST_SUBTITLE)


class Options:
    """The options in a query string. `faults` is empty where all of them mean something; else all stand at their defaults."""

    def __init__(self, given: QueryDict) -> None:
        self.form = OptionsForm(given)
        valid = self.form.is_valid()
        self.faults = [
            Fault(name, ", ".join(given.getlist(name)), str(message)) for name, messages in self.form.errors.items() for message in messages
        ]
        self.values: dict[str, Any] = self.form.cleaned_data if valid else dict.fromkeys(OPTIONS, "") | {"height": None}

    def _flag(self, name: str) -> bool:
        return (self.values[name] or DEFAULTS[name]) == "1"

    @property
    def key(self) -> bool:
        return self._flag("key")

    @property
    def labels(self) -> bool:
        return self._flag("labels")

    @property
    def overview(self) -> bool:
        return self._flag("overview")

    @property
    def controls(self) -> bool:
        return self._flag("controls")

    @property
    def theme(self) -> str:
        return self.values["theme"] or DEFAULTS["theme"]

    @property
    def view(self) -> str:
        return self.values["view"] or DEFAULTS["view"]

    @property
    def has_chart(self) -> bool:
        return self.view != "list"

    @property
    def has_list(self) -> bool:
        return self.view != "chart"

    @property
    def height(self) -> int | None:
        """px, or None where the frame follows its content."""
        return self.values["height"]

    def text(self, name: str, automatic: str) -> str:
        """A text of the newsroom's own, the automatic one where it gave none, or nothing where it wants none."""
        own = self.values[name]
        return "" if own == NONE else own or automatic

    @cached_property
    def string(self) -> str:
        """The options as a query string, in one order, without defaults."""
        return self.string_with()

    def string_with(self, **changes: Any) -> str:
        values = {name: "" if value is None else str(value) for name, value in (self.values | changes).items()}
        return urlencode([(name, values[name]) for name in OPTIONS if values[name] not in ("", DEFAULTS.get(name))])


def joined(*queries: str) -> str:
    """Query strings as one, with its question mark; empty where all are."""
    string = "&".join(filter(None, (one.lstrip("?") for one in queries)))
    return f"?{string}" if string else ""


@dataclass(frozen=True, slots=True)
class Heights:
    """px that an embed takes at the width of an article and on a phone: upper bounds, which its own sheet fills to the last pixel."""

    article: int
    phone: int

    def at(self, width: int) -> int:
        """For a frame of `width` px: the sheet changes from one to the other at NARROW."""
        return self.phone if width < NARROW else self.article


@dataclass(frozen=True, slots=True)
class Snippet:
    """Something to copy: how the tab is called, what it is for, the code."""

    name: str
    label: str
    hint: str
    code: str


PHONES_END = 660
"""px of a window's width up to which a page's column is taken for a phone's."""


def step(heights: Heights) -> str:
    """A step in CSS without a media query: above PHONES_END the middle value falls below the first, under it it rises over the last."""
    low, high = sorted((heights.article, heights.phone))
    ramp = f"({PHONES_END}px - 100vw)*999" if heights.phone > heights.article else f"(100vw - {PHONES_END}px)*999"
    return f"clamp({low}px,calc({ramp}),{high}px)"


def iframe(src: str, title: str, heights: Heights, *, fixed: int | None = None) -> SafeString:
    """The plain snippet: one element, the right height at both widths with no script at all. Who drops `style` keeps `height`."""
    style = "border:0" if fixed else f"border:0;height:{step(heights)}"
    return format_html(
        '<iframe title="{}" src="{}" width="100%" height="{}" loading="lazy" frameborder="0" style="{}"></iframe>',
        title,
        src,
        fixed or heights.article,
        style,
    )


def element(src: str, title: str, page: str, script: str, heights: Heights, *, fixed: int | None = None) -> SafeString:
    """The snippet with our script: a link until it has run, then a frame that follows its content."""
    return format_html(
        '<diplomatic-timeline src="{}" title="{}" height="{}"{} style="display:block;min-height:{}">'
        '<a href="{}">{}</a></diplomatic-timeline>\n'
        '<script async src="{}"></script>',
        src,
        title,
        fixed or heights.article,
        "" if fixed else format_html(' phone-height="{}"', heights.phone),
        f"{fixed}px" if fixed else step(heights),
        page,
        title,
        script,
    )


def rich(src: str, title: str, page: str, width: int, height: int) -> SafeString:
    """What oEmbed returns. WordPress keeps only a bare blockquote, its link, and these attributes of a frame; feeds keep the link."""
    return format_html(
        '<blockquote><a href="{}">{}</a></blockquote>'
        '<iframe title="{}" src="{}" width="{}" height="{}" frameborder="0" marginwidth="0" marginheight="0"></iframe>',
        page,
        title,
        title,
        src,
        width,
        height,
    )
