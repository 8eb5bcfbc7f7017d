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
    # Why a text is refused.
    "empty": {
        "en": "No date was typed.",
        "ar": "لم يُكتب تاريخ.",
        "fa": "تاریخی نوشته نشده است.",
        "ckb": "هیچ بەروارێک نەنووسراوە.",
    },
    "too_long": {
        "en": "A date has at most {most} characters; this text has {n}.",
        "ar": "لا يزيد التاريخ على {most} حرفًا؛ وفي هذا النص {n}.",
        "fa": "تاریخ حداکثر {most} نویسه دارد؛ این متن {n} نویسه دارد.",
        "ckb": "بەروار زۆرترین {most} پیتی هەیە؛ ئەم دەقە {n} پیتی هەیە.",
    },
    "no_date": {
        "en": "No date can be read in “{text}”.",
        "ar": "لا يمكن قراءة تاريخ في «{text}».",
        "fa": "در «{text}» تاریخی خوانده نمی‌شود.",
        "ckb": "لە «{text}»دا هیچ بەروارێک ناخوێندرێتەوە.",
    },
    "counts_from": {
        "en": "“{text}” counts from something whose day is not known here. Type that day, as in “twenty days before 11 November 2025”.",
        "ar": "«{text}» يُحسب من أمر لا يُعرف يومه هنا. اكتب ذلك اليوم، كما في «قبل 20 يومًا من 11 تشرين الثاني 2025».",
        "fa": "«{text}» از چیزی شمرده می‌شود که روزش اینجا معلوم نیست. آن روز را بنویسید، مانند «۲۰ روز پیش از ۱۱ نوامبر ۲۰۲۵».",
        "ckb": "«{text}» لە شتێکەوە دەژمێردرێت کە ڕۆژەکەی لێرە نەزانراوە. ئەو ڕۆژە بنووسە، وەک «20 ڕۆژ پێش 11ی تشرینی دووەمی 2025».",
    },
    "impossible": {
        "en": "“{text}” is a day that does not exist.",
        "ar": "«{text}» يوم غير موجود.",
        "fa": "«{text}» روزی است که وجود ندارد.",
        "ckb": "«{text}» ڕۆژێکە کە بوونی نییە.",
    },
    "impossible_day": {
        "en": "{date} has {length} days; there is no day {day} in it.",
        "ar": "في {date} {length} يومًا؛ وليس فيه يوم {day}.",
        "fa": "{date}، {length} روز دارد؛ روز {day} در آن نیست.",
        "ckb": "{date} {length} ڕۆژی هەیە؛ ڕۆژی {day}ی تێدا نییە.",
    },
    "impossible_day_elsewhere": {
        "en": "{calendar_date} has {length} days; there is no day {day} in it.",
        "ar": "في {calendar_date} {length} يومًا؛ وليس فيه يوم {day}.",
        "fa": "{calendar_date}، {length} روز دارد؛ روز {day} در آن نیست.",
        "ckb": "{calendar_date} {length} ڕۆژی هەیە؛ ڕۆژی {day}ی تێدا نییە.",
    },
    "impossible_month": {
        "en": "There is no month {month}.",
        "ar": "لا يوجد شهر {month}.",
        "fa": "ماه {month} وجود ندارد.",
        "ckb": "مانگی {month} نییە.",
    },
    "impossible_week": {
        "en": "{year} has no week {week}.",
        "ar": "ليس في {year} أسبوع {week}.",
        "fa": "{year} هفتهٔ {week} ندارد.",
        "ckb": "{year} هەفتەی {week}ی نییە.",
    },
    "impossible_nth": {
        "en": "{date} does not have that many.",
        "ar": "ليس في {date} هذا العدد.",
        "fa": "{date} این تعداد ندارد.",
        "ckb": "{date} ئەوەندەی نییە.",
    },
    "backwards": {
        "en": "The end comes before the start.",
        "ar": "تأتي النهاية قبل البداية.",
        "fa": "پایان پیش از آغاز می‌آید.",
        "ckb": "کۆتایی پێش دەستپێک دێت.",
    },
    "two_dates": {
        "en": "There are two dates and no word between them that makes a range.",
        "ar": "يوجد تاريخان ولا كلمة بينهما تجعلهما مدة.",
        "fa": "دو تاریخ هست و میانشان واژه‌ای نیست که بازه بسازد.",
        "ckb": "دوو بەروار هەن و هیچ وشەیەک لە نێوانیاندا نییە کە ماوەیەک دروست بکات.",
    },
    "two_readings": {
        "en": "“{text}” can be read in more than one way.",
        "ar": "يمكن قراءة «{text}» بأكثر من طريقة.",
        "fa": "«{text}» را به بیش از یک شکل می‌توان خواند.",
        "ckb": "«{text}» بە زیاتر لە شێوەیەک دەخوێندرێتەوە.",
    },
    "one_or_other": {
        "en": "An event has one date; this names two.",
        "ar": "للحدث تاريخ واحد؛ وهنا تاريخان.",
        "fa": "رویداد یک تاریخ دارد؛ اینجا دو تاریخ آمده است.",
        "ckb": "ڕووداو یەک بەرواری هەیە؛ لێرە دوو هەن.",
    },
    "disagree": {
        "en": "The date and the one in brackets are not the same day.",
        "ar": "التاريخ والتاريخ الذي بين القوسين ليسا يومًا واحدًا.",
        "fa": "تاریخ و تاریخ داخل پرانتز یک روز نیستند.",
        "ckb": "بەروارەکە و ئەوەی ناو کەوانە یەک ڕۆژ نین.",
    },
    "weekday": {
        "en": "{date} is a {real}, not a {typed}.",
        "ar": "{date} هو يوم {real} لا {typed}.",
        "fa": "{date} {real} است، نه {typed}.",
        "ckb": "{date} {real}یە، نەک {typed}.",
    },
    "which_calendar": {
        "en": "The year {year} can be Iranian, Islamic or Gregorian.",
        "ar": "قد تكون السنة {year} إيرانية أو هجرية أو ميلادية.",
        "fa": "سال {year} می‌تواند خورشیدی، قمری یا میلادی باشد.",
        "ckb": "ساڵی {year} دەکرێت هەتاوی، کۆچی یان زایینی بێت.",
    },
    "wrong_calendar": {
        "en": "The month and the year {year} belong to different calendars.",
        "ar": "الشهر والسنة {year} من تقويمين مختلفين.",
        "fa": "ماه و سال {year} از دو گاه‌شماری متفاوت‌اند.",
        "ckb": "مانگەکە و ساڵی {year} لە دوو ساڵنامەی جیاوازن.",
    },
    "calendar_year": {
        "en": "The calendar’s table does not reach the year {year}.",
        "ar": "لا يصل جدول التقويم إلى السنة {year}.",
        "fa": "جدول گاه‌شماری به سال {year} نمی‌رسد.",
        "ckb": "خشتەی ساڵنامەکە ناگاتە ساڵی {year}.",
    },
    "years": {
        "en": "Years from 1 to 9999 are kept.",
        "ar": "تُحفظ السنوات من 1 إلى 9999.",
        "fa": "سال‌های 1 تا 9999 نگه داشته می‌شوند.",
        "ckb": "ساڵەکانی 1 تا 9999 هەڵدەگیرێن.",
    },
    "before_christ": {
        "en": "Years before 1 are not kept.",
        "ar": "لا تُحفظ السنوات قبل الميلاد.",
        "fa": "سال‌های پیش از میلاد نگه داشته نمی‌شوند.",
        "ckb": "ساڵەکانی پێش زایین هەڵناگیرێن.",
    },
    "bare_number": {
        "en": "“{number}” alone is no date; type its month and year too.",
        "ar": "«{number}» وحده ليس تاريخًا؛ اكتب الشهر والسنة أيضًا.",
        "fa": "«{number}» به‌تنهایی تاریخ نیست؛ ماه و سال را هم بنویسید.",
        "ckb": "«{number}» بە تەنیا بەروار نییە؛ مانگ و ساڵیش بنووسە.",
    },
    "no_year": {
        "en": "Type the year too.",
        "ar": "اكتب السنة أيضًا.",
        "fa": "سال را هم بنویسید.",
        "ckb": "ساڵیش بنووسە.",
    },
    "no_part": {
        "en": "Only a month, season, year or decade has such a part.",
        "ar": "لا يكون مثل هذا الجزء إلا لشهر أو فصل أو سنة أو عقد.",
        "fa": "تنها ماه، فصل، سال یا دهه چنین بخشی دارد.",
        "ckb": "تەنیا مانگ، وەرز، ساڵ یان دەیە بەشی وای هەیە.",
    },
    "short_decade": {
        "en": "The century is missing.",
        "ar": "القرن غير مذكور.",
        "fa": "سده گفته نشده است.",
        "ckb": "سەدەکە نەگوتراوە.",
    },
    "count_needs_day": {
        "en": "Days and weeks are counted from a day, and {date} is not one.",
        "ar": "تُحسب الأيام والأسابيع من يوم، و«{date}» ليس يومًا.",
        "fa": "روز و هفته از یک روز شمرده می‌شود و «{date}» روز نیست.",
        "ckb": "ڕۆژ و هەفتە لە ڕۆژێکەوە دەژمێردرێن و «{date}» ڕۆژ نییە.",
    },
    "count_needs_month": {
        "en": "The count needs a closer date than {date}.",
        "ar": "يحتاج الحساب إلى تاريخ أدق من {date}.",
        "fa": "شمارش به تاریخی دقیق‌تر از {date} نیاز دارد.",
        "ckb": "ژماردن پێویستی بە بەروارێکی وردتر لە {date} هەیە.",
    },
    "count_from_open": {
        "en": "There is no day to count from.",
        "ar": "لا يوجد يوم يُحسب منه.",
        "fa": "روزی نیست که از آن شمرده شود.",
        "ckb": "ڕۆژێک نییە کە لێیەوە بژمێردرێت.",
    },
    # What to type instead.
    "type_one": {"en": "Type {options}.", "ar": "اكتب {options}.", "fa": "بنویسید {options}.", "ckb": "بنووسە {options}."},
    "or": {"en": "{a} or {b}", "ar": "{a} أو {b}", "fa": "{a} یا {b}", "ckb": "{a} یان {b}"},
    "comma": {"en": ", ", "ar": "، ", "fa": "، ", "ckb": "، "},
    "quote": {"en": "“{text}”", "ar": "«{text}»", "fa": "«{text}»", "ckb": "«{text}»"},
    "examples": {
        "en": "Type a date such as “21 October 2025”, “early 2023” or “two days ago”.",
        "ar": "اكتب تاريخًا مثل «21 تشرين الأول 2025» أو «أوائل 2023» أو «قبل يومين».",
        "fa": "تاریخی مانند «۲۱ اکتبر ۲۰۲۵»، «اوایل ۲۰۲۳» یا «دو روز پیش» بنویسید.",
        "ckb": "بەروارێک وەک «٢١ی تشرینی یەکەمی ٢٠٢٥»، «سەرەتای ٢٠٢٣» یان «دوو ڕۆژ لەمەوبەر» بنووسە.",
    },
    # How a date was found.
    "note_before": {
        "en": "{count} before {date}",
        "ar": "قبل {date} بـ{count}",
        "fa": "{count} پیش از {date}",
        "ckb": "{count} پێش {date}",
    },
    "note_after": {"en": "{count} after {date}", "ar": "بعد {date} بـ{count}", "fa": "{count} پس از {date}", "ckb": "{count} دوای {date}"},
    "note_before_few": {
        "en": "{near} to {count} before {date}",
        "ar": "من {near} إلى {count} قبل {date}",
        "fa": "{near} تا {count} پیش از {date}",
        "ckb": "{near} تا {count} پێش {date}",
    },
    "note_after_few": {
        "en": "{near} to {count} after {date}",
        "ar": "من {near} إلى {count} بعد {date}",
        "fa": "{near} تا {count} پس از {date}",
        "ckb": "{near} تا {count} دوای {date}",
    },
    "note_recent": {
        "en": "the {days} days up to {date}",
        "ar": "الأيام الـ{days} حتى {date}",
        "fa": "{days} روز تا {date}",
        "ckb": "{days} ڕۆژ تا {date}",
    },
    "note_anchor": {"en": "read on {date}", "ar": "بالنسبة إلى {date}", "fa": "نسبت به {date}", "ckb": "بە پێی {date}"},
    "note_jalali": {
        "en": "{calendar_date} in the Iranian calendar",
        "ar": "{calendar_date} بالتقويم الإيراني",
        "fa": "{calendar_date} خورشیدی",
        "ckb": "{calendar_date}ی هەتاوی",
    },
    "note_islamic": {
        "en": "{calendar_date} in the Islamic calendar (Umm al-Qura); local sighting can differ by a day",
        "ar": "{calendar_date} هـ بتقويم أم القرى؛ وقد تختلف الرؤية المحلية يومًا",
        "fa": "{calendar_date} قمری (ام‌القری)؛ رؤیت محلی می‌تواند یک روز تفاوت داشته باشد",
        "ckb": "{calendar_date}ی کۆچی (ئوم ئەلقورا)؛ بینینی ناوخۆیی دەکرێت ڕۆژێک جیاواز بێت",
    },
    # What was taken for granted.
    "assumed_year": {
        "en": "No year was typed: {year} is the nearest to {date}.",
        "ar": "لم تُكتب السنة: {year} هي الأقرب إلى {date}.",
        "fa": "سال نوشته نشده: {year} نزدیک‌ترین به {date} است.",
        "ckb": "ساڵ نەنووسراوە: {year} نزیکترینە لە {date}.",
    },
    "assumed_turn": {
        "en": "One year was typed: the range runs over the turn of the year.",
        "ar": "كُتبت سنة واحدة: تمتد المدة عبر رأس السنة.",
        "fa": "یک سال نوشته شده: بازه از سر سال می‌گذرد.",
        "ckb": "یەک ساڵ نووسراوە: ماوەکە بەسەر سەری ساڵدا دەڕوات.",
    },
    "assumed_century": {
        "en": "The century was not typed: taken as {year}.",
        "ar": "لم يُكتب القرن: أُخذ على أنه {year}.",
        "fa": "سده نوشته نشده: {year} گرفته شد.",
        "ckb": "سەدە نەنووسراوە: وەک {year} وەرگیرا.",
    },
    "assumed_iranian": {
        "en": "The figures are Persian: taken as an Iranian year.",
        "ar": "الأرقام فارسية: أُخذت على أنها سنة إيرانية.",
        "fa": "رقم‌ها فارسی‌اند: سال خورشیدی گرفته شد.",
        "ckb": "ژمارەکان فارسین: وەک ساڵی هەتاوی وەرگیرا.",
    },
    "assumed_time": {
        "en": "The time of day is not kept; the day is taken as written.",
        "ar": "لا تُحفظ الساعة؛ أُخذ اليوم كما كُتب.",
        "fa": "ساعت نگه داشته نمی‌شود؛ روز همان‌گونه که نوشته شده گرفته شد.",
        "ckb": "کاتژمێر هەڵناگیرێت؛ ڕۆژ وەک نووسراوە وەرگیرا.",
    },
}

UNITS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": dict[str, tuple[str, ...]]((unit, (unit, f"{unit}s")) for unit in ("day", "week", "month", "year", "decade", "fortnight"))
    | {"century": ("century", "centuries")},
    "ar": {
        "day": ("يوم", "يومين", "أيام", "يومًا"),
        "week": ("أسبوع", "أسبوعين", "أسابيع", "أسبوعًا"),
        "fortnight": ("أسبوعين", "أربعة أسابيع", "أسبوعين", "أسبوعين"),
        "month": ("شهر", "شهرين", "أشهر", "شهرًا"),
        "year": ("سنة", "سنتين", "سنوات", "سنة"),
        "decade": ("عقد", "عقدين", "عقود", "عقدًا"),
        "century": ("قرن", "قرنين", "قرون", "قرنًا"),
    },
    "fa": {
        "day": ("روز",),
        "week": ("هفته",),
        "fortnight": ("دو هفته",),
        "month": ("ماه",),
        "year": ("سال",),
        "decade": ("دهه",),
        "century": ("سده",),
    },
    "ckb": {
        "day": ("ڕۆژ",),
        "week": ("هەفتە",),
        "fortnight": ("دوو هەفتە",),
        "month": ("مانگ",),
        "year": ("ساڵ",),
        "decade": ("دەیە",),
        "century": ("سەدە",),
    },
}
WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "fa": ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنج‌شنبه", "جمعه", "شنبه", "یک‌شنبه"),
    "ckb": ("دووشەممە", "سێشەممە", "چوارشەممە", "پێنجشەممە", "هەینی", "شەممە", "یەکشەممە"),
}


def counted(number: int, unit: str, language: str) -> str:
    """“20 days”, in the form that a language gives the unit after that number."""
    forms = UNITS.get(language, UNITS["en"])[unit]
    if language == "ar":
        if number in (1, 2):
            return forms[number - 1]
        return f"{number} {forms[2] if 3 <= number % 100 <= 10 else forms[3] if 11 <= number % 100 <= 99 else forms[0]}"
    return f"{number} {forms[0] if number == 1 or len(forms) == 1 else forms[1]}"


def say(key: str, language: str = "en", **values: object) -> str:
    """A sentence in a language; in English where the language is not one of ours."""
    texts = MESSAGES[key]
    return texts.get(language, texts["en"]).format(**values)
