"""Words as a search sees them: one form for all the ways in which four languages and their keyboards write the same letter.

`fold` makes letters equal that readers take for the same one: ي and ی, ك and ک, أ and ا, ة and ه, with and without vowel marks, in any
digits and any case. `skeleton` goes further, for names alone: the consonants that are left when a name crosses from one script into another
(عراقچی, Araghchi, Araqchi), with what is said of the vowels between them, so that Hassan is not taken for Hussein.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Marks and signs that stand inside a word without being letters of it: vowel marks, tatweel, joiners, apostrophes, soft hyphens.
_INSIDE = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u2060\u00ad\ufeff'’‘ʼʻʿʾʹ`´"
WORD = re.compile(rf"(?:[^\W\d_]\.){{2,}}|[^\W_](?:[{_INSIDE}]*[^\W_])*")
_DROPPED = re.compile(rf"[{_INSIDE}.ء]+")
_OWNED = re.compile(r"['’]s$", re.IGNORECASE)
# The Arabic article, alone or behind the conjunctions and prepositions that are written together with it.
_ARTICLE = re.compile(r"^(?:[وف]?[بک]?ال|[وف]?لل)(?=.{3})")
ZWNJ = "\u200c"
LONGEST = 64
"""Letters of a word that count; what is longer is no word."""

_EQUAL: dict[str, str] = {
    **dict.fromkeys("يىېۍێےئ", "ی"),
    **dict.fromkeys("كڪګڮ", "ک"),
    **dict.fromkeys("ةەۀۂہھ", "ه"),
    **dict.fromkeys("أإآٱ", "ا"),
    **dict.fromkeys("ؤۆۊۇۈ", "و"),
    **dict(zip("ڕڵڤڈ", "رلفد", strict=True)),
    **dict(zip("ıłøđæœðþ", ("i", "l", "o", "d", "ae", "oe", "d", "th"), strict=True)),
    **{digit: str(value) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for value, digit in enumerate(digits)},
}
_LETTERS = str.maketrans(_EQUAL)

STOPWORDS = frozenset(
    [
        *["a", "al", "an", "and", "at", "by", "el", "for", "from", "in", "of", "on", "or", "that", "the", "to", "with"],
        *["و", "في", "فی", "من", "الی", "عن", "ان", "در", "از", "به", "با", "که", "را", "این", "له", "بو"],
    ]
)
"""Words that say nothing by themselves, left out of a question that has others. No “is”, no “us” and no على: they are names here."""


def fold(raw: str) -> str:
    """One word, folded. May be empty where nothing but marks was given."""
    if raw.isascii() and raw.isalnum():
        return raw.lower()[:LONGEST]
    return _fold(raw)


@lru_cache(maxsize=50_000)
def _fold(raw: str) -> str:
    text = _DROPPED.sub("", unicodedata.normalize("NFKD", _OWNED.sub("", raw)))
    # NFKD takes the hamza off أ and the accent off é; what is a letter of its own needs the table.
    return _ARTICLE.sub("", text.casefold().translate(_LETTERS))[:LONGEST]


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, folded, and where it stands in the text."""

    word: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    for found in WORD.finditer(text):
        if word := fold(found.group()):
            yield Token(word, found.start(), found.end())


def words(text: str) -> list[str]:
    """The folded words of a text in their order."""
    return [word for raw in WORD.findall(text) if (word := fold(raw))]


def parts(text: str) -> list[str]:
    """The pieces of words that a zero-width non-joiner holds together: who types a space there finds them too."""
    if ZWNJ not in text:
        return []
    return [word for raw in WORD.findall(text) if ZWNJ in raw for piece in raw.split(ZWNJ) if (word := fold(piece))]


def is_arabic(word: str) -> bool:
    """In the letters of Arabic, Persian and Sorani."""
    return "\u0600" <= word[:1] <= "\u06ff"


# ---- names across scripts ----

# Longest first: what is written with two letters in one script and with one in the other.
_LATIN = re.compile(r"tch|kh|gh|ch|sh|zh|th|dh|ph|ck|dj|[bcdfghjklmnpqrstvwxyz]|[aeiou]+")
_LATIN_CODES = {
    **dict(zip(["tch", "kh", "gh", "ch", "sh", "zh", "th", "dh", "ph", "ck", "dj"], "CxqCSJszfkj", strict=True)),
    **{letter: letter for letter in "bdfhjklmnprstz"},
    **dict(zip("cgqx", ("k", "q", "q", "ks"), strict=True)),
}
_ARABIC_CODES = {
    **dict(zip("بپتطثجچحخدذرزژسشصضظغفقکگلمن", "bptts jChxdzrzJsSszzqfqkqlmn".replace(" ", ""), strict=True)),
    "ه": "h",
}
_VOWELS = {"ا": "a", "و": "u", "ی": "i", "ع": ""}
_VOWEL_CLASS = {"a": "a", "e": "e", "i": "i", "y": "i", "o": "u", "u": "u", "v": "u", "w": "u"}
# Endings of places and of what is named after something (Sulaymaniyah, سلیمانیه), which are not the -i of a person's name (Soleimani).
_PLACE_ENDING = re.compile(r"(?:iyy?a|iyy?e|ia|ie)h?$|ی[ها]$")
LOOSE = ({"k", "q"}, {"b", "p"}, {"j", "C", "J"}, {"z", "d"})
"""Consonants that writers confuse where a name is new to them."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """`key`: the consonants, with `a` for a vowel at the start, `y` for an i at the end and `Y` for an -iya. `gaps`: the vowels written
    after each of them."""

    key: str
    gaps: tuple[str, ...]
    arabic: bool


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> Skeleton:
    """Of a folded word."""
    key: list[str] = []
    gaps: list[str] = []
    arabic = is_arabic(word)

    def consonant(code: str) -> None:
        if key and key[-1] == code and not gaps[-1] and not arabic:
            return  # a doubled letter
        for one in code:
            key.append(one)
            gaps.append("")

    def vowel(sound: str) -> None:
        if key:
            gaps[-1] += sound
        else:
            key.append("a")
            gaps.append("")

    if arabic:
        body = word[:-1] if len(word) > 2 and word.endswith("ه") else word
        for n, letter in enumerate(body):
            if letter in "وی" and n == 0 and len(body) > 1 and body[1] not in "وی":
                consonant("w" if letter == "و" else "y")
            elif letter in _VOWELS:
                vowel(_VOWELS[letter])
            elif letter in _ARABIC_CODES:
                consonant(_ARABIC_CODES[letter])
    else:
        body = word[:-1] if len(word) > 3 and word.endswith("ah") else word
        pieces = _LATIN.findall(body)
        for n, piece in enumerate(pieces):
            if piece in ("y", "v", "w"):
                following = pieces[n + 1][:1] if n + 1 < len(pieces) else ""
                if n == 0 and following in "aeiou":
                    consonant("y" if piece == "y" else "w")
                else:
                    vowel(_VOWEL_CLASS[piece])
            elif piece[0] in "aeiou":
                vowel("".join(_VOWEL_CLASS[letter] for letter in piece))
            else:
                consonant(_LATIN_CODES[piece])
    if len(key) > 1 and _PLACE_ENDING.search(word):
        gaps[-1] = ""
        key.append("Y")
        gaps.append("")
    elif len(key) > 1 and gaps[-1].endswith(("i", "ie")):
        gaps[-1] = gaps[-1].rstrip("ie")
        key.append("y")
        gaps.append("")
    return Skeleton("".join(key), tuple(gaps), arabic)


KEY_LENGTH = 3
"""Consonants that a name must have to be recognised by them."""


def loose_keys(key: str) -> list[str]:
    """The keys that the confusions of `LOOSE` lead to, the key itself among them; at most 64."""
    options = []
    total = 1
    for letter in key:
        group = next((sorted(group) for group in LOOSE if letter in group), None)
        if group and total * len(group) <= 64:
            total *= len(group)
            options.append(group)
        else:
            options.append([letter])
    return ["".join(one) for one in product(*options)]


def same_name(one: Skeleton, other: Skeleton) -> bool:
    """Whether two words with the same consonants can be spellings of one name, by the vowels between them."""
    if len(one.gaps) != len(other.gaps):
        return False
    # A vowel at the start is written in too many ways to tell names apart.
    first = 1 if one.key[:1] == "a" and other.key[:1] == "a" else 0
    pairs = list(zip(one.gaps, other.gaps, strict=True))[first:]
    if one.arabic and other.arabic:
        return all(a == b for a, b in pairs)
    if one.arabic != other.arabic:
        return all(_crosses(a, b) if other.arabic else _crosses(b, a) for a, b in pairs)
    return all(_alike(a, b) for a, b in pairs) and bool(one.gaps[-1]) == bool(other.gaps[-1])


def _alike(one: str, other: str) -> bool:
    """Two ways to write a vowel in Latin letters: e for i and a for e are common, u for a is another name."""
    if not one or not other:
        return len(one + other) < 2
    return ("u" in one) == ("u" in other)


def _crosses(latin: str, arabic: str) -> bool:
    """A vowel in Latin letters beside what Arabic letters write of it: long vowels are written, short ones (an e most of all) are not."""
    if not arabic:
        return len(latin) < 2
    return all(sound in latin for sound in arabic) if latin else len(arabic) < 2


# ---- typing errors ----


def distance(one: str, other: str, most: int) -> int:
    """Letters to add, drop, change or swap with a neighbour between two words; `most` + 1 where it is more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        row = [n]
        for m, wanted in enumerate(other, 1):
            cost = min(last[m] + 1, row[m - 1] + 1, last[m - 1] + (letter != wanted))
            if n > 1 and m > 1 and letter == other[m - 2] and one[n - 2] == wanted:
                cost = min(cost, before[m - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return last[-1]


def letters(word: str) -> int:
    """Which letters a word has, as a set of 64: an error changes two of them at most."""
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) & 63)
    return found


def neighbours(word: str) -> set[str]:
    """Every word one typing error away."""
    letters = "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی" if is_arabic(word) else "abcdefghijklmnopqrstuvwxyz"
    splits = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    found = {left + right[1:] for left, right in splits if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    found |= {left + letter + right[1:] for left, right in splits if right for letter in letters}
    found |= {left + letter + right for left, right in splits for letter in letters}
    found.discard(word)
    return found
