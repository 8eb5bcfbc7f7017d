"""A text → its words as the grammar knows them. Linear in the length of the text, which is capped before it comes here."""

# ruff: noqa: E501 (the folded letters read best side by side)

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from timeline.dates.words import arabic, english, persian, sorani
from timeline.dates.words.kinds import Kind

if TYPE_CHECKING:
    from timeline.dates.words.kinds import Value

MODULES = {"en": english, "ar": arabic, "fa": persian, "ckb": sorani}

_FOLD = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ێ": "ی", "ك": "ک", "ة": "ه", "ە": "ه", "ۀ": "ه", "ھ": "ه", "ۆ": "و", "ڕ": "ر", "ڵ": "ل", "ٱ": "ا",
        "–": "–", "—": "–", "‒": "–", "―": "–", "−": "–", "‐": "-", "‑": "-", "﹣": "-", "－": "-", "‚": ",", "،": ",", "؛": ",", "؟": "?", "٪": "%", "～": "~", "∼": "~", "≈": "~",
        "’": "'", "‘": "'", "ʿ": "'", "ʾ": "'", "`": "'", "´": "'", "ʻ": "'", "ʼ": "'", "…": " ", "⁄": "/", "∕": "/", "٫": ".", "ı": "i",
        # Joiners and marks of direction say nothing about the date.
        "\u200c": "", "\u200d": "", "\u200e": "", "\u200f": "", "\u061c": "", "\u00ad": "", "\ufeff": "", "ـ": "",
        **{chr(code): "" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))},
    }
)  # fmt: skip


def fold(text: str) -> str:
    """One spelling for what is written in many: digits, forms of a letter, marks, dashes, capitals."""
    flat = unicodedata.normalize("NFKD", text)
    flat = "".join(one for one in flat if unicodedata.category(one) != "Mn").translate(_FOLD).casefold()
    flat = "".join(str(unicodedata.decimal(one, one)) for one in flat)
    return " ".join(flat.split())


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    value: Value
    text: str
    language: str = ""
    word: bool = False
    """A number written in letters."""


TURN = 50
"""From here on the two figures behind an apostrophe are a year of the twentieth century."""

# What is recognised as a whole before words are looked up.
_SCAN = re.compile(
    r"(?P<stamp>\d{4}-\d\d-\d\d(?=t\d\d:\d\d))(?:t\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?:z|[+-]\d\d:?\d\d)?(?!\d)"
    r"|(?P<week>\d{4}-?w\d\d(?:-[1-7])?)(?![\w])"
    r"|(?P<edtf>\d{4}-(?:\d\d|xx)-(?:\d\d|xx)|\d{3}x|\d\dxx|\d{4}-(?:0\d|1[0-2]|2[1-4]|3[3-6]|4[01]|xx))(?![\w]|-\d)"
    r"|(?P<numeric>\d{1,4}/\d{1,2}/\d{1,4}|\d{1,4}\.\d{1,2}\.\d{1,4}|\d{1,4}-\d{1,2}-\d{1,4}|\d{4}/\d{1,2}|\d{1,2}/\d{4}|\d{1,2}\.\d{4}|\d{1,2}/\d{1,2})(?![\d/])"
    r"|(?P<time>\d{1,2}:\d\d(?::\d\d)?)(?![\d:])"
    r"|(?P<part>q[1-4]|h[12])(?=[\s\d,.?~%)–/-]|$)"
    r"|(?P<short>(?<=\w )'\d\d)(?![\w'])"
    r"|(?P<decade>'?\d{2,4}'?s)(?![\w])"
    r"|(?P<number>\d+)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
    r"|(?P<dots>\.\.)"
    r"|(?P<sign>\S)",
)
_ZONES = frozenset(
    [
        "z",
        "utc",
        "gmt",
        "est",
        "edt",
        "cet",
        "eet",
        "msk",
        "ast",
        "irst",
        "local",
        "baghdad",
        "tehran",
        "washington",
        "time",
        "hrs",
        "hours",
        "oclock",
        "clock",
    ]
)
_SIGNS = {
    "-": Kind.DASH, "–": Kind.DASH, "/": Kind.SLASH, "~": Kind.ABOUT, "?": Kind.MAYBE, "%": Kind.BOTH, "&": Kind.AND, "(": Kind.OPEN, "[": Kind.OPEN,
    ")": Kind.CLOSE, "]": Kind.CLOSE,
}  # fmt: skip
_READ_OVER = frozenset(".,'\"“”«»:")


@dataclass(frozen=True)
class Lexicon:
    """Phrases of some languages, as folded words; for each, what it is in each language that has it."""

    phrases: dict[tuple[str, ...], dict[str, tuple[Kind, Value]]]
    longest: int


@lru_cache(maxsize=16)
def lexicon(languages: tuple[str, ...]) -> Lexicon:
    phrases: dict[tuple[str, ...], dict[str, tuple[Kind, Value]]] = {}
    for language in languages:
        for kind, group in MODULES[language].WORDS.items():
            for phrase, value in group.items():
                words = tuple(re.findall(r"[^\W\d_]+|\d+", fold(phrase)))
                phrases.setdefault(words, {}).setdefault(language, (kind, value))
    return Lexicon(phrases, max(map(len, phrases)))


def language_of(folded: str, original: str) -> str:
    """Which language's words to prefer where two share a spelling."""
    if any(one in original for one in "ێۆڕڵەڤ"):
        return "ckb"
    if any(one in original for one in "پچژگکی‌۰۱۲۳۴۵۶۷۸۹"):
        return "fa"
    return "ar" if re.search(r"[\u0600-\u06ff]", folded) else "en"


def _forms(word: str, language: str) -> tuple[tuple[str, str], ...]:
    """The word, and what it can be a form of: the base and the ending that was taken off."""
    forms = [(word, "")]
    if language != "en" and len(word) > 2:
        if word.endswith("هوه"):
            forms += [(word.removesuffix("هوه"), "هوه"), (word.removesuffix("وه"), "هوه")]
        elif word.endswith("وه") and language == "ckb":
            forms += [(word.removesuffix("وه"), "هوه"), (word.removesuffix("یهوه"), "هوه")]
        if word.endswith("دا") and language == "ckb":
            forms += [(word.removesuffix("دا"), ""), (word.removesuffix("یدا"), "")]
        if word.endswith("ی"):
            forms.append((word.removesuffix("ی"), ""))
        if language == "ar" and word[0] in "بل" and len(word) > 3:
            forms.append((word[1:], ""))
    return tuple(forms)


def tokenise(  # noqa: PLR0915 (one case for each kind of piece)
    text: str, languages: tuple[str, ...]
) -> tuple[list[Token], bool]:
    """The tokens of a text, words that say nothing left out; and whether a time of day was among them."""
    folded = fold(text)
    words = lexicon(languages)
    prefer = language_of(folded, text)
    scanned = [(match.lastgroup or "", match.group(match.lastgroup or 0)) for match in _SCAN.finditer(folded)]
    tokens: list[Token] = []
    timed = False
    at = 0
    while at < len(scanned):
        group, found = scanned[at]
        at += 1
        match group:
            case "word":
                taken, new = _phrase(scanned, at - 1, words, prefer)
                if new is None:
                    if timed and found in _ZONES:
                        continue
                    new = [Token(Kind.UNKNOWN, found, found)]
                at += taken - 1
                tokens += new
            case "number":
                taken, new = _phrase(scanned, at - 1, words, prefer)
                if new and taken > 1:
                    at += taken - 1
                    tokens += new
                else:
                    tokens.append(Token(Kind.NUMBER, int(found[:12]), found))
            case "stamp":
                timed = True
                tokens.append(Token(Kind.LITERAL, found, found))
            case "time":
                timed = True
            case "edtf":
                tokens.append(Token(Kind.LITERAL, found.upper(), found))
            case "numeric":
                tokens.append(Token(Kind.NUMERIC, tuple(re.split(r"[/.-]", found)), found))
            case "week":
                year, week, *day = re.findall(r"\d+", found)
                tokens.append(Token(Kind.WEEK, (int(year), int(week), int(day[0]) if day else 0), found))
            case "part":
                tokens.append(Token(Kind.PART, ("quarter" if found[0] == "q" else "half", int(found[1])), found))
            case "short":
                # “October ’25”. A reader of today means the last hundred years, or soon.
                year = 2000 + int(found[1:]) - (100 if int(found[1:]) >= TURN else 0)
                tokens.append(Token(Kind.NUMBER, year, str(year)))
            case "decade":
                tokens.append(Token(Kind.DECADE, int(found.strip("'s")), found))
            case "dots":
                tokens.append(Token(Kind.UNKNOWN, found, found))
            case _:
                if found in _SIGNS:
                    tokens.append(Token(_SIGNS[found], True, found))
                elif found not in _READ_OVER:
                    tokens.append(Token(Kind.UNKNOWN, found, found))
    if timed:
        # "+03" of a zone is left behind as a sign and a number.
        tokens = [one for one in tokens if one.text != "+"]
    return _numbers([one for one in tokens if one.kind not in (Kind.NOISE, Kind.DAY_PART)]), timed


def _phrase(scanned: list[tuple[str, str]], at: int, words: Lexicon, prefer: str) -> tuple[int, list[Token] | None]:
    """The longest known phrase from here: how many pieces it takes, and its tokens."""
    pieces: list[str] = []
    places: list[int] = []
    for place in range(at, len(scanned)):
        group, found = scanned[place]
        if group in ("word", "number"):
            pieces.append(found.replace("'", ""))
            places.append(place)
        elif pieces and found in "-'." and len(places) < words.longest:
            # "al-Thani", "ق.م", "day-after": what stands between the words of a phrase.
            continue
        else:
            break
        if len(places) >= words.longest:
            break
    for count in range(len(places), 0, -1):
        phrase = tuple(pieces[:count])
        for last, ending in _forms(phrase[-1], prefer):
            meanings = words.phrases.get((*phrase[:-1], last)) or words.phrases.get(tuple(_bare(one) for one in (*phrase[:-1], last)))
            if meanings is None:
                continue
            language = prefer if prefer in meanings else next(iter(meanings))
            kind, value = meanings[language]
            said = " ".join(phrase)
            tokens = [Token(kind, value, said, language, word=kind == Kind.NUMBER and not said.isdigit())]
            if ending:
                tokens.append(Token(Kind.SINCE_BEHIND, True, ending, "ckb"))
            return places[count - 1] - at + 1, tokens
    # Arabic writes "and" onto the next word.
    head = pieces[0] if pieces else ""
    if head.startswith("و") and len(head) > 2 and (head[1:],) in words.phrases:
        kind, value = next(iter(words.phrases[head[1:],].values()))
        rest = [("word", head[1:]), *scanned[at + 1 :]]
        taken, tokens_ = _phrase(rest, 0, words, prefer)
        return taken, [Token(Kind.AND, True, "و", "ar"), *(tokens_ or [Token(kind, value, head[1:], "ar")])]
    return 1, None


def _bare(word: str) -> str:
    """A word of a phrase without Sorani's and Persian's linking ی."""
    return word.removesuffix("ی") if len(word) > 2 else word


def _numbers(tokens: list[Token]) -> list[Token]:
    """Numbers in words put together: twenty-one; واحد وعشرون; بیست و یک."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        one = tokens[at]
        rest = tokens[at + 1 :]
        if one.kind == Kind.NUMBER and one.word:
            joined = 1 if rest[:1] and rest[0].kind in (Kind.AND, Kind.DASH) and one.language != "en" else 0
            if one.language == "en" and rest[:1] and rest[0].kind == Kind.DASH:
                joined = 1
            other = rest[joined] if len(rest) > joined else None
            if other and isinstance(one.value, int) and isinstance(other.value, int) and (joined or one.language == "en"):
                tens, units = max(one.value, other.value), min(one.value, other.value)
                fits = tens % 10 == 0 and 20 <= tens < 100 and units < 10 and (one.value == tens or one.language == "ar")
                if fits and ((other.kind == Kind.NUMBER and other.word) or other.kind == Kind.ORDINAL):
                    out.append(Token(other.kind, tens + units, f"{one.text} {other.text}", one.language, word=other.kind == Kind.NUMBER))
                    at += 2 + joined
                    continue
        out.append(one)
        at += 1
    return out
