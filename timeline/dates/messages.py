"""Sentences about dates in four languages: why a text was refused, what to type instead, how a reading was found.

They stand here and not in the translations of the pages because this layer knows no Django. `{…}` are filled in by `say`.
"""

from __future__ import annotations

LANGUAGES = ("en", "ar", "fa", "ckb")

MESSAGES: dict[str, dict[str, str]] = {
    "edtf": {
        "en": "“{text}” is not a date in EDTF: {reason} (character {place})",
        "ar": "«{text}» ليس تاريخًا بصيغة EDTF: {reason} (الحرف {place})",
        "fa": "«{text}» تاریخی به شکل EDTF نیست: {reason} (نویسهٔ {place})",
        "ckb": "«{text}» بەرواری EDTF نییە: {reason} (پیتی {place})",
    },
    "edtf_shape": {
        "en": "a date is written 2025, 2025-10 or 2025-10-21, with ~, ? or % behind it where needed",
        "ar": "يُكتب التاريخ 2025 أو 2025-10 أو 2025-10-21، وبعده ~ أو ? أو % عند الحاجة",
        "fa": "تاریخ به شکل 2025 یا 2025-10 یا 2025-10-21 نوشته می‌شود و در صورت نیاز ~ یا ? یا % پس از آن می‌آید",
        "ckb": "بەروار وەک 2025 یان 2025-10 یان 2025-10-21 دەنووسرێت، لە پێویستدا ~ یان ? یان % لە دوایەوە",
    },
    "edtf_time": {
        "en": "times of day are not kept",
        "ar": "لا تُحفظ ساعة اليوم",
        "fa": "ساعت روز نگه داشته نمی‌شود",
        "ckb": "کاتژمێری ڕۆژ هەڵناگیرێت",
    },
    "edtf_year": {
        "en": "years from 0001 to 9999 are kept",
        "ar": "تُحفظ السنوات من 0001 إلى 9999",
        "fa": "سال‌های 0001 تا 9999 نگه داشته می‌شوند",
        "ckb": "ساڵەکانی 0001 تا 9999 هەڵدەگیرێن",
    },
    "edtf_decade_month": {
        "en": "a decade or century has no month",
        "ar": "ليس للعقد أو القرن شهر",
        "fa": "دهه یا سده ماه ندارد",
        "ckb": "دەیە یان سەدە مانگی نییە",
    },
    "edtf_day_without_month": {
        "en": "a day needs its month",
        "ar": "يحتاج اليوم إلى شهره",
        "fa": "روز به ماه خود نیاز دارد",
        "ckb": "ڕۆژ پێویستی بە مانگەکەی هەیە",
    },
    "edtf_season_day": {
        "en": "a season, quarter or half has no day",
        "ar": "ليس للفصل أو الربع أو النصف يوم",
        "fa": "فصل، سه‌ماهه یا نیم‌سال روز ندارد",
        "ckb": "وەرز، چارەک یان نیوەساڵ ڕۆژی نییە",
    },
    "edtf_month": {
        "en": "there is no month {month}",
        "ar": "لا يوجد شهر {month}",
        "fa": "ماه {month} وجود ندارد",
        "ckb": "مانگی {month} نییە",
    },
    "edtf_day": {
        "en": "{month} has no day {day}",
        "ar": "ليس في {month} يوم {day}",
        "fa": "{month} روز {day} ندارد",
        "ckb": "{month} ڕۆژی {day}ی نییە",
    },
    "edtf_empty": {"en": "nothing is written", "ar": "لم يُكتب شيء", "fa": "چیزی نوشته نشده است", "ckb": "هیچ نەنووسراوە"},
    "edtf_long": {"en": "it is too long", "ar": "النص أطول مما ينبغي", "fa": "بیش از اندازه دراز است", "ckb": "زۆر درێژە"},
    "edtf_open_both": {
        "en": "at least one end must be a date",
        "ar": "يجب أن يكون أحد الطرفين تاريخًا على الأقل",
        "fa": "دست‌کم یک سر بازه باید تاریخ باشد",
        "ckb": "دەبێت لانیکەم یەک لا بەروار بێت",
    },
    "edtf_slashes": {
        "en": "an interval has one slash",
        "ar": "للمدة شرطة مائلة واحدة",
        "fa": "بازه یک خط مورب دارد",
        "ckb": "ماوە یەک هێڵی لاری هەیە",
    },
    "edtf_blank_end": {
        "en": "an open end is written ..",
        "ar": "يُكتب الطرف المفتوح ..",
        "fa": "سر باز با .. نوشته می‌شود",
        "ckb": "لای کراوە بە .. دەنووسرێت",
    },
    "edtf_backwards": {
        "en": "it ends before it begins",
        "ar": "ينتهي قبل أن يبدأ",
        "fa": "پیش از آغاز پایان می‌یابد",
        "ckb": "پێش دەستپێکردن کۆتایی دێت",
    },
}


def say(key: str, language: str = "en", **values: object) -> str:
    """A sentence in a language; in English where the language is not one of ours."""
    texts = MESSAGES[key]
    return texts.get(language, texts["en"]).format(**values)
