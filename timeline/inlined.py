"""Sheets and scripts that travel inside a page: its first picture waits for no second answer, which costs 165 ms on a phone's network. The
policy (CSP Level 3, hash-source) names their hashes instead of allowing whatever stands in a page.

Imported by the settings: it asks neither them nor Django's applications."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"

TIMELINE = ("tokens", "site", "chart", "chart-live", "find")
"""The sheets of the timeline, in order: 8 kB, compressed."""
THEME = "theme"
"""The script that must have run before anything is painted."""
EARLY = "early"
"""The script that fetches all others once something has been painted."""


@cache
def sheets(*names: str) -> str:
    """The sheets as one text, without comments."""
    text = "\n".join((STATIC / "css" / f"{name}.css").read_text(encoding="utf-8") for name in names)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", text).strip()


@cache
def script(name: str) -> str:
    """The script as it is."""
    return (STATIC / "js" / f"{name}.js").read_text(encoding="utf-8")


def source(text: str) -> str:
    """What a policy's `script-src` or `style-src` lists so that exactly this text may stand in a page."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
