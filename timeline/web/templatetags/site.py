"""Tags of the public pages: texts in the reader's language, dates, symbols, swatches, numbers, links that keep the view."""

from datetime import date

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from timeline import inlined
from timeline.chart.symbols import KINDS, path
from timeline.dates import FuzzyDate, beside, machine, show
from timeline.events.choices import Confidence, EventKind, Relation, Role, Side
from timeline.events.models import Actor, HasTexts, Statement
from timeline.web import permalinks, words

register = template.Library()

ICON = 16
"""px. The square in which list and key symbols are drawn."""
SHRUNK = 0.8
"""Of the size in the chart, so that the widest symbol fits the square."""


@register.simple_tag
def inline_sheets() -> SafeString:
    """What the timeline looks like, inside the page; as files while an author is at work on them."""
    if settings.DEBUG:
        return format_html_join("", '<link rel="stylesheet" href="{}">', ((static(f"css/{name}.css"),) for name in inlined.TIMELINE))
    return format_html("<style>{}</style>", mark_safe(inlined.sheets(*inlined.TIMELINE)))  # our own files


@register.simple_tag
def theme_script() -> SafeString:
    """The reader's theme, before anything is painted in another."""
    return inline_script(inlined.THEME)


@register.simple_tag
def early_script() -> SafeString:
    """Fetches and runs the scripts of `template#scripts`; stands behind what is to be painted before."""
    return inline_script(inlined.EARLY)


def inline_script(name: str) -> SafeString:
    """The script inside the page; as a file while an author is at work on it."""
    if settings.DEBUG:
        return format_html('<script src="{}"></script>', static(f"js/{name}.js"))
    return format_html("<script>{}</script>", mark_safe(inlined.script(name)))  # our own file


@register.filter
def number(value: int) -> str:
    """A count, in the reader's digits."""
    return words.number(value)


@register.simple_tag
def text(record: HasTexts, field: str) -> SafeString | str:
    """A text of a record in the page's language; where English stands in, it says so to the browser and to screen readers."""
    value, translated = record.text(field)
    return own(value, translated)


@register.filter
def texts(record: HasTexts, field: str) -> tuple[str, bool]:
    """A text and whether it is in the page's language."""
    return record.text(field)


@register.filter
def events(count: int) -> str:
    return words.events(count)


@register.filter
def sources(count: int) -> str:
    return words.sources(count)


@register.filter
def day(value: date) -> str:
    """A plain day in words."""
    return show(FuzzyDate.from_edtf(value.isoformat()), get_language() or "en")


@register.simple_tag
def own(value: str, translated: bool) -> SafeString | str:
    """`value`, marked as English where it is not in the page's language."""
    return escape(value) if translated else english(value)


NATIVE = {
    Side.IRAQ: ("ar",),
    Side.IRAN: ("fa",),
    Side.KURDISTAN_REGION: ("ckb", "ar"),
    Side.GULF: ("ar",),
}
"""In which languages' letters the actors of a side write their own names."""


@register.simple_tag
def native(actor: Actor) -> SafeString | str:
    """An actor's name as it is written at home, where the page shows another."""
    for language in NATIVE.get(Side(actor.side), ()):
        if language != get_language() and (name := getattr(actor, f"name_{language}")):
            return format_html(' <bdi lang="{}">{}</bdi>', language, name)
    return ""


@register.filter
def english(value: str) -> SafeString | str:
    """A text that is in English on every page (a source's title, a note), marked as such on the others."""
    if not value or get_language() == "en":
        return escape(value)
    return format_html('<span lang="en" dir="ltr">{}</span>', value)


@register.simple_tag
def marked(pieces: list[tuple[str, bool]], translated: bool = True) -> SafeString:
    """A text in which what was looked for is marked; as English where it is not in the page's language."""
    inner = format_html_join("", "{}", ((format_html("<mark>{}</mark>", text) if hit else text,) for text, hit in pieces))
    return inner if translated else format_html('<span lang="en" dir="ltr">{}</span>', inner)


@register.filter
def foreign(value: str, language: str) -> SafeString | str:
    """A text in a language of its own, isolated from the text around it."""
    if not value or language == get_language():
        return escape(value)
    return format_html('<bdi lang="{}">{}</bdi>', language, value)


@register.simple_tag
def statement_address(statement: Statement, event_slug: str) -> str:
    return permalinks.of_statement(statement, event_slug)


@register.simple_tag
def when(value: FuzzyDate, style: str = "full") -> SafeString:
    """A date in words; with a machine-readable one where HTML has a form for it."""
    shown = show(value, get_language() or "en", "short" if style == "short" else "full")
    stamp = machine(value)
    return format_html('<time datetime="{}">{}</time>', stamp, shown) if stamp else format_html("<span>{}</span>", shown)


@register.simple_tag
def other_calendar(value: FuzzyDate) -> str:
    """The same date in the calendar that the page's readers also use, or nothing."""
    return beside(value, get_language() or "en") or ""


@register.simple_tag
def kind(value: str, confidence: str = Confidence.CONFIRMED) -> SafeString:
    """The symbol of a kind: filled if confirmed, hollow if reported, dashed if disputed. The words stand beside it."""
    return format_html('<svg class="k {}" aria-hidden="true"><use href="#k-{}"/></svg>', confidence, value)


@register.simple_tag
def symbols() -> SafeString:
    """The shapes that `kind` refers to, once a page."""
    drawn = ((name, path(one.name, one.size * SHRUNK)) for name, one in KINDS.items())
    shapes = format_html_join("", '<symbol id="k-{}" viewBox="-8 -8 16 16"><path d="{}"/></symbol>', drawn)
    return format_html('<svg class="defs" aria-hidden="true">{}</svg>', shapes)


@register.simple_tag
def icon(name: str, size: int = ICON) -> SafeString:
    return format_html('<svg class="ic" width="{0}" height="{0}" aria-hidden="true"><use href="#i-{1}"/></svg>', size, name)


@register.simple_tag
def swatch(side: str) -> SafeString:
    """The colour of a side. Its name always stands beside it."""
    return format_html('<i class="dot s-{}"></i>', side)


@register.filter
def side_name(value: str) -> str:
    return str(Side(value).label)


@register.filter
def kind_name(value: str) -> str:
    return str(EventKind(value).label)


@register.filter
def role_name(value: str) -> str:
    return str(Role(value).label)


@register.filter
def confidence_name(value: str) -> str:
    return str(Confidence(value).label)


MEANINGS = {
    Confidence.CONFIRMED: gettext_lazy("several independent reports, or an official record."),
    Confidence.REPORTED: gettext_lazy("one chain of reporting, or unnamed sources. Its symbol is hollow."),
    Confidence.DISPUTED: gettext_lazy("sources contradict each other; the note on the date says how. Its symbol is dashed."),
}


@register.filter
def confidence_meaning(value: str) -> str:
    return str(MEANINGS[Confidence(value)])


RELATIONS = {
    # How the other event stands to this one, read from this one's page: forwards and backwards.
    (Relation.FOLLOWS, True): lambda: _("this event follows it"),
    (Relation.FOLLOWS, False): lambda: _("follows this event"),
    (Relation.RESPONSE_TO, True): lambda: _("this event responds to it"),
    (Relation.RESPONSE_TO, False): lambda: _("responds to this event"),
    (Relation.PART_OF, True): lambda: _("this event is part of it"),
    (Relation.PART_OF, False): lambda: _("part of this event"),
    (Relation.CONTRADICTS, True): lambda: _("this event contradicts it"),
    (Relation.CONTRADICTS, False): lambda: _("contradicts this event"),
}


@register.simple_tag
def relation_words(relation: str, forwards: bool) -> str:
    return RELATIONS[Relation(relation), forwards]()


@register.filter
def language_name(code: str) -> str:
    """What a language is called in the page's language."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
