"""Synthetic records shaped like the dataset, in its import format: `uv run python bench/generate.py 1000` writes bench/data/1000.json."""

import json
import random
import sys
from datetime import date, timedelta
from pathlib import Path

SIDES = ["us", "iraq", "iran", "international"]
KINDS = ["meeting", "visit", "call", "statement", "agreement", "sanctions", "military", "protest", "legal"]
WORDS = [
    "ministers",
    "delegation",
    "border",
    "water",
    "gas",
    "pilgrims",
    "banks",
    "security",
    "pact",
    "envoy",
    "parliament",
    "airspace",
    "prisoners",
    "trade",
    "grid",
    "ceasefire",
]


def generate(n: int) -> dict:
    chance = random.Random(n)
    actors = [
        {
            "slug": f"a{k:02}",
            "name": f"Actor {k:02}",
            "kind": "government body",
            "side": SIDES[k % 4],
            "member_of": None if k < 4 else f"a{k % 4:02}",
        }
        for k in range(60)
    ]
    first, days = date(1979, 1, 1), 17_000
    sources = [
        {"slug": f"s{k}", "title": f"Report {k}", "publisher": f"Paper {k % 90}", "url": f"https://paper.example/{k}", "kind": "news"}
        for k in range(max(10, n * 9 // 5))
    ]
    events = []
    for k in range(n):
        day = first + timedelta(days=int(days * chance.random() ** 0.6))
        later = day + timedelta(days=chance.randrange(1, 30))
        when = chance.choices([f"{day}", f"{day:%Y-%m}", f"{day:%Y}", f"{day}/{later}"], [85, 7, 3, 5])[0]
        roles = chance.sample(range(60), chance.choice([1, 2, 2, 2, 3, 4]))
        said = " ".join(chance.choices(WORDS, k=6)).capitalize()
        events.append(
            {
                "slug": f"e{k:06}",
                "title": f"{said} (E{k:06})",
                "label": said[:40],
                "summary": " ".join(chance.choices(WORDS, k=40)),
                "kind": chance.choice(KINDS),
                "date": when,
                "prominence": chance.choices([1, 2, 3], [80, 15, 5])[0],
                "status": "published",
                "confidence": chance.choices(["confirmed", "reported", "disputed"], [80, 15, 5])[0],
                "actors": [{"actor": f"a{one:02}", "role": "participant"} for one in roles],
                "citations": [{"source": sources[one]["slug"], "supports": "the event"} for one in chance.sample(range(len(sources)), 2)],
            }
        )
    return {"actors": actors, "sources": sources, "storylines": [], "events": events}


if __name__ == "__main__":
    size = int(sys.argv[1])
    out = Path(__file__).parent / "data" / f"{size}.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(generate(size), ensure_ascii=False))
    print(out)
