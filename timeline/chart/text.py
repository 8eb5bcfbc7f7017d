"""How wide a text will be, without a browser: what the labels' places are worked out from.

The tables hold the advance of each letter in thousandths of the type size, in Liberation Sans, which is metrically Arial, and Noto Sans
Arabic, whose letters are weighed over the forms they take in a word. Readers' own fonts differ by a few per cent: `SPARE` allows for it.
"""

from __future__ import annotations

from functools import lru_cache

SPARE = 1.05
UNKNOWN = 620
"""Thousandths for a letter that stands in no table: wide enough for nearly all."""

REGULAR = {
    0: "\u200c", 188: "′", 189: "آأٱ", 191: "'إا", 222: "ijlįĵĺļłſ‘’", 245: "٫٬", 260: "|¦", 270: "ـ",
    278: " !,./:;I[\\]ft\u00a0·ÌÍÎÏìíîïĨĩĪīĬĭĮİıţŧ", 280: "١۱", 292: "ľ", 295: "٠۰", 296: "رزڑڕژ", 300: "لڵ", 328: "،",
    333: "()-`r¡¨\u00ad²³´¸¹ŕŗř‐‑“”", 334: "{}ŀ", 343: "ئؽنى", 344: "؛", 354: "″", 355: '"', 365: "º", 370: "ª", 372: "ؤوۆۇ",
    373: "ؾؿيیێ", 375: "ť", 386: "ةۀە", 389: "*", 400: "°", 411: "ء", 425: "۶", 432: "دذڈ", 434: "؟", 438: "ہ", 443: "بٹ",
    444: "ĳ", 449: "ے", 460: "تثپ", 469: "^", 473: "٪", 478: "٤", 487: "٢۲", 491: "٩۹", 492: "۴", 495: "ق",
    500: "JcksvxyzçýÿćĉċčĴķĸśŝşšŷźżž", 504: "٦", 507: "هھ", 508: "ػؼكکگ", 521: "عغ", 530: "فڤ", 532: "٥", 537: "¶", 545: "۵",
    549: "±÷", 552: "¯", 556: "#$0123456789?L_abdeghnopqu¢£¤¥§«»àáâãäåèéêëðñòóôõöùúûüþāăąđēĕėęěĝğġģĥħĹĻĽĿŁńņňŋōŏőũūŭůűų–",
    576: "µ٨۸", 578: "م٧۷", 583: "٣۳", 584: "+<=>~¬×", 604: "ŉ", 611: "FTZ¿ßøŢŤŦŹŻŽ", 615: "ď", 637: "جحخچ",
    667: "&ABEKPSVXYÀÁÂÃÄÅÈÉÊËÝÞĀĂĄĒĔĖĘĚĶŚŜŞŠŶŸ", 710: "طظ", 722: "CDHNRUwÇÐÑÙÚÛÜĆĈĊČĎĐĤĦŃŅŇŔŖŘŨŪŬŮŰŲŵ", 723: "Ŋ", 735: "Ĳ",
    737: "©®", 778: "GOQÒÓÔÕÖØĜĞĠĢŌŎŐ", 833: "Mm", 834: "¼½¾", 850: "سش", 889: "%æ", 944: "WœŴ", 949: "صض", 1000: "ÆŒ—…",
    1015: "@",
}  # fmt: skip
BOLD = {
    0: "\u200c", 198: "آأٱ", 200: "إا", 238: "'", 240: "′", 261: "٫٬", 278: " ,./I\\ijl\u00a0·ÌÍÎÏìíîïĨĩĪīĬĭĮįİıĵĺļłſ‘’",
    280: "|¦", 289: "ـ", 323: "،", 332: "رزڑڕژ", 333: "!()-:;[]`ft¡¨\u00ad²³´¸¹ţŧ‐‑١۱", 340: "؛", 344: "لڵ", 345: "٠۰",
    365: "º", 370: "ª", 384: "ئؽنى", 385: "ľ", 389: "*r{}ŕŗř", 400: "°", 406: "ؤوۆۇ", 409: "ؾؿيیێ", 438: "ةۀە", 443: "ے",
    453: "دذڈ", 468: "۶", 470: "ء", 474: '"', 479: "ŀť″", 490: "بٹ", 492: "٤", 500: "zźżž“”", 504: "تثپ", 508: "ػؼكکگ",
    512: "؟", 515: "ہ", 529: "ق", 541: "٪", 544: "٢٩۲۹", 549: "±÷", 552: "¯عغ",
    556: "#$0123456789J_aceksvxy¢£¤¥§«¶»àáâãäåçèéêëýÿāăąćĉċčēĕėęěĳĴķĸśŝşšŷ–", 560: "٦۴", 565: "فڤ", 569: "٥", 571: "هھ",
    576: "µ", 584: "+<=>^~¬×", 611: "?FLTZbdghnopqu¿ßðñòóôõöøùúûüþđĝğġģĥħĹĻĽĿŁńņňŋōŏőŢŤŦũūŭůűųŹŻŽ", 616: "٣۳", 624: "م",
    630: "۵", 639: "٧٨۷۸", 654: "جحخچ", 667: "EPSVXYÈÉÊËÝÞĒĔĖĘĚŚŜŞŠŶŸ", 708: "ŉ", 719: "ď",
    722: "&ABCDHKNRUÀÁÂÃÄÅÇÐÑÙÚÛÜĀĂĄĆĈĊČĎĐĤĦĶŃŅŇŔŖŘŨŪŬŮŰŲ", 723: "Ŋ", 737: "©®", 762: "طظ", 778: "GOQwÒÓÔÕÖØĜĞĠĢŌŎŐŵ",
    785: "Ĳ", 833: "M", 834: "¼½¾", 889: "%mæ", 944: "WœŴ", 975: "@", 1000: "ÆŒ—…", 1004: "صض", 1019: "سش",
}  # fmt: skip

# Signs that stand over or under another, and marks of direction, take no room.
_NOTHING = dict.fromkeys(
    [*range(0x300, 0x370), *range(0x64B, 0x660), 0x670, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0
)
_WIDTHS = {
    False: {ord(one): width for width, letters in REGULAR.items() for one in letters} | _NOTHING,
    True: {ord(one): width for width, letters in BOLD.items() for one in letters} | _NOTHING,
}


@lru_cache(maxsize=20_000)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """px that a text takes in one line at a type size of `size` px, generously."""
    table = _WIDTHS[bold]
    return sum(table.get(ord(one), UNKNOWN) for one in text) * size * SPARE / 1000


def in_two(text: str, size: float, *, bold: bool = False) -> tuple[str, str] | None:
    """The text broken at a space so that its two lines are as even as can be; None where there is nothing to break at."""
    words = text.split(" ")
    if len(words) < 2:
        return None
    breaks = ((" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words)))
    return min(breaks, key=lambda pair: max(width(pair[0], size, bold=bold), width(pair[1], size, bold=bold)))


def isolated(text: str, *, rtl: bool) -> str:
    """The text as a run of its own direction, for drawings whose own direction is always left to right."""
    return f"\u2067{text}\u2069" if rtl else text
