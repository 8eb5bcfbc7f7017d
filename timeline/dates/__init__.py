"""What a date means: dates as people write them, as they are kept (EDTF), and as they are shown. Knows no Django.

>>> reading = parse("twenty days before 11 November 2025", anchor=date(2025, 11, 1))
>>> reading.date.edtf, reading.explanation
('2025-10-22', '22 October 2025 (20 days before 11 November 2025)')
"""

from timeline.dates.display import beside, machine, precision_words, show, tick_label
from timeline.dates.fuzzy import EdtfError, FuzzyDate
from timeline.dates.grammar import OTHER_CALENDAR
from timeline.dates.parse import parse
from timeline.dates.reading import Alternative, Reading
from timeline.dates.single import warm

__all__ = [
    "OTHER_CALENDAR",
    "Alternative",
    "EdtfError",
    "FuzzyDate",
    "Reading",
    "beside",
    "machine",
    "parse",
    "precision_words",
    "show",
    "tick_label",
    "warm",
]
