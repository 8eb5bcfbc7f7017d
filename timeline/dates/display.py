"""Dates in words: English, Arabic, Persian, Sorani. Whatever is said here is read back as the same date (tests/dates)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from timeline.dates.calendars import from_gregorian

if TYPE_CHECKING:
    from datetime import date

    from timeline.dates.calendars import Calendar
    from timeline.dates.edtf import Point
    from timeline.dates.fuzzy import FuzzyDate

Style = Literal["short", "full"]
Unit = Literal["day", "week", "month", "quarter", "year", "decade", "century"]

EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@dataclass(frozen=True, slots=True)
class Words:
    """How a language says dates. Patterns name their parts; `{d}` day, `{m}` month, `{y}` year, `{a}` and `{b}` dates."""

    months: tuple[str, ...]
    short_months: tuple[str, ...]
    seasons: tuple[str, ...]
    quarters: tuple[str, ...]
    halves: tuple[str, ...]
    thirds: tuple[str, str, str]
    """Early, mid, late: a pattern for a month or a year."""
    day: str
    day_month: str
    month: str
    part: str
    """A season, quarter or half (`{m}`) of a year."""
    days_of_month: str
    """Two days of one month, the month said once."""
    common_era: str
    decade: str
    century: str
    zero_decade: str
    """A decade whose years could be taken for a century's: 1900–1909."""
    unknown_day: str
    unknown_month: str
    unknown_day_and_month: str
    about: str
    possibly: str
    possibly_about: str
    short_about: str
    short_possibly: str
    short_possibly_about: str
    span: str
    """Two dates of the same kind, with what they share said once."""
    to: str
    """Any two dates."""
    since: str
    until: str
    before: str
    precisions: dict[str, str]
    approximate: str
    uncertain: str
    span_precision: str
    open_start: str
    open_end: str
    digits: dict[int, str] | None = None


EN = Words(
    months=("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
    short_months=("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"),
    seasons=("spring", "summer", "autumn", "winter"),
    quarters=("first quarter", "second quarter", "third quarter", "fourth quarter"),
    halves=("first half", "second half"),
    thirds=("early {a}", "mid-{a}", "late {a}"),
    day="{d} {m} {y}",
    day_month="{d} {m}",
    month="{m} {y}",
    part="{m} of {y}",
    days_of_month="{a}–{b} {m} {y}",
    common_era="{y} CE",
    decade="the {y}s",
    century="{c} century",
    zero_decade="the decade {a}–{b}",
    unknown_day="a day in {a}",
    unknown_month="a month in {y}",
    unknown_day_and_month="a day in {y}",
    about="about {a}",
    possibly="possibly {a}",
    possibly_about="possibly about {a}",
    short_about="c. {a}",
    short_possibly="{a}?",
    short_possibly_about="c. {a}?",
    span="{a} – {b}",
    to="{a} to {b}",
    since="since {a}",
    until="until {a}",
    before="before {a}",
    precisions={
        "day": "known to the day",
        "month": "known to the month",
        "quarter": "known to the quarter",
        "season": "known to the season",
        "half": "known to the half-year",
        "year": "known to the year",
        "decade": "known to the decade",
        "century": "known to the century",
    },
    approximate="approximate",
    uncertain="not certain",
    span_precision="from {a} to {b}",
    open_start="start not known or not said",
    open_end="end not known or still going on",
)
AR = Words(
    months=(
        "كانون الثاني",
        "شباط",
        "آذار",
        "نيسان",
        "أيار",
        "حزيران",
        "تموز",
        "آب",
        "أيلول",
        "تشرين الأول",
        "تشرين الثاني",
        "كانون الأول",
    ),
    short_months=(),
    seasons=("ربيع", "صيف", "خريف", "شتاء"),
    quarters=("الربع الأول", "الربع الثاني", "الربع الثالث", "الربع الرابع"),
    halves=("النصف الأول", "النصف الثاني"),
    thirds=("أوائل {a}", "منتصف {a}", "أواخر {a}"),
    day="{d} {m} {y}",
    day_month="{d} {m}",
    month="{m} {y}",
    part="{m} من {y}",
    days_of_month="{a} إلى {b} {m} {y}",
    common_era="{y} م",
    decade="عقد {y}",
    century="القرن {c}",
    zero_decade="عقد {a} إلى {b}",
    unknown_day="يوم ما من {a}",
    unknown_month="شهر ما من {y}",
    unknown_day_and_month="يوم ما من {y}",
    about="نحو {a}",
    possibly="ربما {a}",
    possibly_about="ربما نحو {a}",
    short_about="نحو {a}",
    short_possibly="{a}؟",
    short_possibly_about="نحو {a}؟",
    span="{a} إلى {b}",
    to="{a} إلى {b}",
    since="منذ {a}",
    until="حتى {a}",
    before="قبل {a}",
    precisions={
        "day": "معروف باليوم",
        "month": "معروف بالشهر",
        "quarter": "معروف بربع السنة",
        "season": "معروف بالفصل",
        "half": "معروف بنصف السنة",
        "year": "معروف بالسنة",
        "decade": "معروف بالعقد",
        "century": "معروف بالقرن",
    },
    approximate="تقريبي",
    uncertain="غير مؤكد",
    span_precision="من {a} إلى {b}",
    open_start="البداية غير معروفة أو غير مذكورة",
    open_end="النهاية غير معروفة أو لم تقع بعد",
)
FA = Words(
    months=("ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"),
    short_months=(),
    seasons=("بهار", "تابستان", "پاییز", "زمستان"),
    quarters=("سه‌ماههٔ اول", "سه‌ماههٔ دوم", "سه‌ماههٔ سوم", "سه‌ماههٔ چهارم"),
    halves=("نیمهٔ اول", "نیمهٔ دوم"),
    thirds=("اوایل {a}", "اواسط {a}", "اواخر {a}"),
    day="{d} {m} {y}",
    day_month="{d} {m}",
    month="{m} {y}",
    part="{m} {y}",
    days_of_month="{a} تا {b} {m} {y}",
    common_era="{y} میلادی",
    decade="دههٔ {y}",
    century="سدهٔ {c}",
    zero_decade="دههٔ {a} تا {b}",
    unknown_day="روزی در {a}",
    unknown_month="ماهی در {y}",
    unknown_day_and_month="روزی در {y}",
    about="حدود {a}",
    possibly="احتمالاً {a}",
    possibly_about="احتمالاً حدود {a}",
    short_about="حدود {a}",
    short_possibly="{a}؟",
    short_possibly_about="حدود {a}؟",
    span="{a} تا {b}",
    to="{a} تا {b}",
    since="از {a}",
    until="تا {a}",
    before="پیش از {a}",
    precisions={
        "day": "تا حد روز معلوم",
        "month": "تا حد ماه معلوم",
        "quarter": "تا حد سه‌ماهه معلوم",
        "season": "تا حد فصل معلوم",
        "half": "تا حد نیم‌سال معلوم",
        "year": "تا حد سال معلوم",
        "decade": "تا حد دهه معلوم",
        "century": "تا حد سده معلوم",
    },
    approximate="تقریبی",
    uncertain="نامطمئن",
    span_precision="از {a} تا {b}",
    open_start="آغاز نامعلوم یا ناگفته",
    open_end="پایان نامعلوم یا هنوز ادامه‌دار",
)
CKB = Words(
    months=(
        "کانوونی دووەم",
        "شوبات",
        "ئازار",
        "نیسان",
        "ئایار",
        "حوزەیران",
        "تەمموز",
        "ئاب",
        "ئەیلوول",
        "تشرینی یەکەم",
        "تشرینی دووەم",
        "کانوونی یەکەم",
    ),
    short_months=(),
    seasons=("بەهاری", "هاوینی", "پایزی", "زستانی"),
    quarters=("چارەکی یەکەمی", "چارەکی دووەمی", "چارەکی سێیەمی", "چارەکی چوارەمی"),
    halves=("نیوەی یەکەمی", "نیوەی دووەمی"),
    thirds=("سەرەتای {a}", "ناوەڕاستی {a}", "کۆتایی {a}"),
    day="{d}ی {m}ی {y}",
    day_month="{d}ی {m}",
    month="{m}ی {y}",
    part="{m} {y}",
    days_of_month="{a} تا {b}ی {m}ی {y}",
    common_era="{y} زایینی",
    decade="دەیەی {y}",
    century="سەدەی {c}",
    zero_decade="دەیەی {a} تا {b}",
    unknown_day="ڕۆژێک لە {a}",
    unknown_month="مانگێک لە {y}",
    unknown_day_and_month="ڕۆژێک لە {y}",
    about="نزیکەی {a}",
    possibly="ڕەنگە {a}",
    possibly_about="ڕەنگە نزیکەی {a}",
    short_about="نزیکەی {a}",
    short_possibly="{a}؟",
    short_possibly_about="نزیکەی {a}؟",
    span="{a} تا {b}",
    to="{a} تا {b}",
    since="لە {a}ەوە",
    until="تا {a}",
    before="پێش {a}",
    precisions={
        "day": "تا ئاستی ڕۆژ زانراوە",
        "month": "تا ئاستی مانگ زانراوە",
        "quarter": "تا ئاستی چارەک زانراوە",
        "season": "تا ئاستی وەرز زانراوە",
        "half": "تا ئاستی نیوەساڵ زانراوە",
        "year": "تا ئاستی ساڵ زانراوە",
        "decade": "تا ئاستی دەیە زانراوە",
        "century": "تا ئاستی سەدە زانراوە",
    },
    approximate="نزیکەیی",
    uncertain="نادڵنیا",
    span_precision="لە {a}ەوە تا {b}",
    open_start="دەستپێک نازانرێت یان نەگوتراوە",
    open_end="کۆتایی نازانرێت یان هێشتا بەردەوامە",
)
LANGUAGES = {"en": EN, "ar": AR, "fa": FA, "ckb": CKB}

JALALI_MONTHS = ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند")
ISLAMIC_MONTHS = (
    "محرم",
    "صفر",
    "ربيع الأول",
    "ربيع الآخر",
    "جمادى الأولى",
    "جمادى الآخرة",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "ذو القعدة",
    "ذو الحجة",
)


def words_of(language: str) -> Words:
    return LANGUAGES.get(language) or LANGUAGES.get(language.partition("-")[0], EN)


def digits(text: str, language: str) -> str:
    """Numbers as the readers of a language write them. Arabic keeps Western digits, as the design does throughout."""
    return text.translate(PERSIAN) if language == "fa" else text.translate(EASTERN) if language == "ckb" else text


@lru_cache(maxsize=65536)
def show(value: FuzzyDate, language: str = "en", style: Style = "full") -> str:
    """The date in words: "20–22 October 2025", "about June 2007", "early 2023", "before 2003". `short` is for the chart."""
    return digits(_Speaker(words_of(language), style).date(value), language)


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


class _Speaker:
    def __init__(self, words: Words, style: Style) -> None:
        self.words = words
        self.short = style == "short"
        self.months = words.short_months if self.short and words.short_months else words.months

    def year(self, year: int) -> str:
        # A year before 1000 keeps its zeros: "622" could be anything. One from 1300 to 1500 says that it is not an Iranian or Islamic one.
        return self.words.common_era.format(y=f"{year:04}") if 1300 <= year <= 1500 else f"{year:04}"

    def month(self, number: int) -> str:
        return self.months[number - 1]

    def plain(self, point: Point) -> str:
        """A date without its qualifier."""
        w, year = self.words, self.year(point.year)
        match point.precision:
            case "day":
                assert point.part  # noqa: S101
                return w.day.format(d=point.day, m=self.month(point.part), y=year)
            case "month":
                assert point.part  # noqa: S101
                month = w.month.format(m=self.month(point.part), y=year)
                return w.unknown_day.format(a=month) if point.unknown else month
            case "season" | "quarter" | "half":
                assert point.part  # noqa: S101
                names, first, pattern = {
                    "season": (w.seasons, 21, w.month if w is EN or w is AR else w.part),
                    "quarter": (w.quarters, 33, w.part),
                    "half": (w.halves, 40, w.part),
                }[point.precision]
                said = pattern.format(m=names[point.part - first], y=year)
                # Read back, "third quarter of 2024" is July to September; the code says that it was one quarter.
                return said if point.precision == "season" else f"{said} ({point.plain})"
            case "decade":
                if point.year % 100 == 0:
                    return w.zero_decade.format(a=f"{point.year:04}", b=f"{point.year + 9:04}")
                return w.decade.format(y=f"{point.year:04}" if w is EN else year)
            case "century":
                number = point.year // 100 + 1
                return w.century.format(c=_ordinal(number) if w is EN else number)
        if point.unknown:
            return (w.unknown_month if point.unknown == "month" else w.unknown_day_and_month).format(y=year)
        return year

    def qualified(self, point: Point) -> str:
        w, said = self.words, self.plain(point)
        match point.qualifier:
            case "~":
                return (w.short_about if self.short else w.about).format(a=said)
            case "?":
                return (w.short_possibly if self.short else w.possibly).format(a=said)
            case "%":
                return (w.short_possibly_about if self.short else w.possibly_about).format(a=said)
        return said

    def date(self, value: FuzzyDate) -> str:
        w, start, end = self.words, value.start, value.end
        if not value.is_interval:
            assert start  # noqa: S101
            return self.qualified(start)
        if start is None:
            assert end  # noqa: S101
            if end.precision == "year" and not end.qualifier and not end.unknown and end.year < 9999:
                return w.before.format(a=self.year(end.year + 1))
            return w.until.format(a=self.qualified(end))
        if end is None:
            return w.since.format(a=self.qualified(start))
        third = self.third(start, end)
        if third:
            return third
        if start.qualifier or end.qualifier or start.precision != end.precision or start.unknown or end.unknown:
            return w.to.format(a=self.qualified(start), b=self.qualified(end))
        return self.span(start, end)

    def third(self, start: Point, end: Point) -> str | None:
        """Early, mid or late in a month or year, where that is what the interval says."""
        if start.qualifier != "~" or end.qualifier != "~" or start.year != end.year or not (start.part and end.part):
            return None
        w = self.words
        if start.precision == end.precision == "month" and not start.unknown and not end.unknown:
            thirds, name = ((1, 4), (5, 8), (9, 12)), self.year(start.year)
            found = (start.part, end.part)
        elif start.precision == end.precision == "day" and start.part == end.part and start.day and end.day:
            month_end = 31 if start.part in (1, 3, 5, 7, 8, 10, 12) else 30 if start.part != 2 else 28 + _leap(start.year)
            thirds, name = ((1, 10), (11, 20), (21, month_end)), w.month.format(m=self.month(start.part), y=self.year(start.year))
            found = (start.day, end.day)
        else:
            return None
        return w.thirds[thirds.index(found)].format(a=name) if found in thirds else None

    def span(self, start: Point, end: Point) -> str:
        """An interval of two dates of the same kind, what they share said once."""
        w = self.words
        if start.year == end.year:
            year = self.year(start.year)
            if start.precision == "day":
                assert start.part  # noqa: S101
                assert end.part  # noqa: S101
                if start.part == end.part:
                    return w.days_of_month.format(a=start.day, b=end.day, m=self.month(start.part), y=year)
                return w.span.format(a=w.day_month.format(d=start.day, m=self.month(start.part)), b=self.plain(end))
            if start.precision == "month" and start.part != end.part:
                assert start.part  # noqa: S101
                pattern = w.span.replace(" – ", "–") if w is EN else w.span
                return pattern.format(a=self.month(start.part), b=self.plain(end))
        if start.precision == "year":
            return (w.span.replace(" – ", "–") if w is EN else w.span).format(a=self.year(start.year), b=self.year(end.year))
        return w.span.format(a=self.plain(start), b=self.plain(end))


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def machine(value: FuzzyDate) -> str | None:
    """The value of `<time datetime>`: a day, month or year that is known; None where HTML has no form that says no more than is known."""
    point = value.start
    if value.is_interval or point is None or point.qualifier or point.unknown or point.precision not in ("day", "month", "year"):
        return None
    return point.edtf


def precision_words(value: FuzzyDate, language: str = "en") -> str:
    """How closely a date is known, in words: "known to the month, approximate"."""
    w = words_of(language)
    comma = ", " if w is EN else "، "
    start, end = value.start, value.end
    if start and end and value.is_interval:
        said = list(dict.fromkeys((w.precisions[start.precision], w.precisions[end.precision])))
    else:
        point = start or end
        assert point  # noqa: S101
        said = [w.precisions[point.precision]]
    if value.approximate:
        said.append(w.approximate)
    if value.uncertain:
        said.append(w.uncertain)
    if start is None:
        said.append(w.open_start)
    if end is None:
        said.append(w.open_end)
    return comma.join(said)


def beside(value: FuzzyDate, language: str) -> str | None:
    """The same days in the calendar that the page's readers also use: Iranian on Persian pages, Islamic on Arabic ones. None elsewhere.

    A Gregorian month or year begins inside one of theirs, so it is said as the first and last that it touches.
    """
    if language not in ("fa", "ar") or value.earliest is None or value.latest is None:
        return None
    kind: Calendar = "jalali" if language == "fa" else "islamic"
    first, last = from_gregorian(kind, value.earliest), from_gregorian(kind, value.latest)
    ends = [end for end in (value.start, value.end) if end]
    if first is None or last is None or any(end.precision not in ("day", "month", "year") for end in ends):
        return None
    coarsest = min((end.precision for end in ends), key=("year", "month", "day").index)
    months = JALALI_MONTHS if language == "fa" else ISLAMIC_MONTHS
    suffix = " هـ" if language == "ar" else ""
    to = words_of(language).to

    def said(one: tuple[int, int, int], *, month: bool = True, year: bool = True) -> str:
        parts = [str(one[2])] if coarsest == "day" else []
        parts += [months[one[1] - 1]] if month and coarsest != "year" else []
        parts += [f"{one[0]}"] if year else []
        return " ".join(parts)

    depth = {"day": 3, "month": 2, "year": 1}[coarsest]
    if first[:depth] == last[:depth]:
        text = said(last)
    elif coarsest == "year" or first[0] != last[0]:
        text = to.format(a=said(first), b=said(last))
    else:
        text = to.format(a=said(first, year=False, month=coarsest != "day" or first[1] != last[1]), b=said(last))
    return digits(text + suffix, language)


def tick_label(day: date, unit: Unit, language: str = "en", *, year: bool = False) -> str:
    """A tick of the time axis: "21 Oct", "Oct", "2025"; `year` adds the year to a day or month ("21 Oct 2025")."""
    w = words_of(language)
    month = (w.short_months or w.months)[day.month - 1]
    match unit:
        case "day" | "week":
            text = (w.day if year else w.day_month).format(d=day.day, m=month, y=day.year)
        case "month" | "quarter":
            text = w.month.format(m=month, y=day.year) if year else month
        case _:
            text = f"{day.year:04}"
    return digits(text, language)
