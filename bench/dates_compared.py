"""The same texts read by this project, by dateparser alone and by edtf's text_to_edtf: right, refused, silently wrong.

    uv run bench/dates_compared.py > docs/dates-compared.md

The texts are the rows of tests/dates. A reading is right where it is one of the row's; a row that must be refused is right where it is
refused. "Refused" is a text that has a meaning and was given none; "silently wrong" is any other date. dateparser is given every help:
our three locales, day before month, dates before the anchor preferred, the anchor as its base, and its own account of which parts it
read, so that a month is not counted as a day.
"""

import sys
import warnings
from collections import Counter
from datetime import date, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
warnings.simplefilter("ignore")

from dateparser.date import DateDataParser  # noqa: E402
from edtf import text_to_edtf  # noqa: E402

from timeline.dates import parse  # noqa: E402

FILES = {
    "examples": "the specification's sample",
    "english": "English",
    "arabic": "Arabic",
    "persian": "Persian",
    "sorani": "Sorani",
    "refused": "must be refused",
}


INTRODUCTION = """\
Made by `uv run bench/dates_compared.py > docs/dates-compared.md`; how it counts stands at the top of that script. The rows are
this project's own tests (`tests/dates/*.tsv`), so its own column can only be right: what it shows is how much of what people
type the two libraries leave out, and how much they read as something else without a word.
"""


def ours(text, anchor):
    found = parse(text, anchor).date
    return found.edtf if found else None


def by_dateparser(text, anchor):
    settings = {
        "RELATIVE_BASE": datetime(anchor.year, anchor.month, anchor.day, 12),  # noqa: DTZ001 (dateparser wants it naive)
        "DATE_ORDER": "DMY",
        "PREFER_LOCALE_DATE_ORDER": False,
        "PREFER_DAY_OF_MONTH": "first",
        "PREFER_MONTH_OF_YEAR": "first",
        "PREFER_DATES_FROM": "past",
        "TIMEZONE": "UTC",
    }
    try:
        found = DateDataParser(locales=["en", "ar-IQ", "fa", "ckb"], settings=settings).get_date_data(text)
    except (ValueError, OverflowError, TypeError):
        return None
    if not found.date_obj:
        return None
    length = {"year": 4, "month": 7}.get(found.period, 10)
    return found.date_obj.date().isoformat()[:length]


def by_edtf(text, anchor):
    try:
        return text_to_edtf(text) or None
    except Exception:  # noqa: BLE001 (whatever it raises is a refusal)
        return None


READERS = {"this project": ours, "dateparser 1.5 alone": by_dateparser, "edtf 5.0 text_to_edtf": by_edtf}


def verdict(found, right):
    if found is None:
        return "right" if "!" in right else "refused"
    # An open end is ".." in today's EDTF and nothing in yesterday's.
    return "right" if found.replace("..", "") in {one.replace("..", "") for one in right} else "wrong"


def main():
    counts, samples = {}, {name: [] for name in READERS}
    for stem in FILES:
        for line in (ROOT / "tests" / "dates" / f"{stem}.tsv").read_text(encoding="utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            text, anchor, right = line.split("\t")
            for name, reader in READERS.items():
                found = reader(text, date.fromisoformat(anchor))
                said = verdict(found, right.split("|"))
                counts.setdefault((stem, name), Counter())[said] += 1
                if said == "wrong":
                    samples[name].append((text, right, found))
    print("# Dates, compared\n")
    print(INTRODUCTION)
    print("Right / refused / silently wrong:\n")
    print("| rows | texts | " + " | ".join(READERS) + " |")
    print("| --- | ---: |" + " ---: |" * len(READERS))
    totals = {name: Counter() for name in READERS}
    for stem, label in FILES.items():
        cells = []
        for name in READERS:
            one = counts[stem, name]
            totals[name] += one
            cells.append(f"{one['right']} / {one['refused']} / {one['wrong']}")
        print(f"| {label} | {sum(counts[stem, 'this project'].values())} | " + " | ".join(cells) + " |")
    cells = [f"**{one['right']} / {one['refused']} / {one['wrong']}**" for one in totals.values()]
    print(f"| **all** | **{sum(totals['this project'].values())}** | " + " | ".join(cells) + " |")
    for name in list(READERS)[1:]:
        print(f"\n## What {name} reads silently wrong: the first 25\n\n| typed | means | was read as |\n| --- | --- | --- |")
        for text, right, found in samples[name][:25]:
            cells = [one.replace("|", "` or `") for one in (text, right, found)]
            print("| " + " | ".join(f"`{one}`" if one != "!" else "nothing, or two things" for one in cells) + " |")


if __name__ == "__main__":
    main()
