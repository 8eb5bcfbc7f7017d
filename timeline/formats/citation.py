"""Citations as text, in the three styles that researchers are asked for. English, as the styles are; titles in their own language.

A citation is a list of runs, (text, whether it is in italics), so that a page can set it and a clipboard can have it plain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timeline.formats.reference import Reference

Runs = list[tuple[str, bool]]

LONG = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
SHORT = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


def plain(runs: Runs) -> str:
    return "".join(text for text, _ in runs)


def chicago(one: Reference) -> Runs:
    """Chicago, notes and bibliography, 18th edition: an entry of the bibliography."""
    runs: Runs = [(f"“{_closed(one.title, inside=True)}” ", False)]
    if one.about:
        runs = [(f"“{_closed(one.title, inside=False)}” ", False), (f"[{one.about}]. ", False)]
    runs.append((f"{one.container}", one.kind != "webpage"))
    runs.append((". ", False))
    if one.version:
        runs.append((f"Version {one.version}. ", False))
    if one.issued_part:
        modified = bool(one.version) and len(one.issued_part) > len("2025")
        runs.append((f"{'Last modified ' if modified else ''}{_american(one.issued_part)}. ", False))
    elif one.issued:
        runs.append((f"{_doubtful(one)}. ", False))
    if one.accessed:
        runs.append((f"Accessed {_american(one.accessed.isoformat())}. ", False))
    return [*runs, *_address(one, ".")]


def apa(one: Reference) -> Runs:
    """APA, 7th edition: a work without an author begins with its title."""
    when = f"({_apa_date(one)}). "
    described = "; ".join(filter(None, ("Data set" if one.kind == "dataset" else "", one.about)))
    about = f" [{described}]" if described else ""
    stop = "" if not about and one.title.endswith(("?", "!", ".", "…")) else "."
    runs: Runs = [(one.title, True), (f"{about}{stop} {when}", False), (f"{one.container}{_version(one)}. ", False)]
    if one.accessed and one.url:
        runs.append((f"Retrieved {_american(one.accessed.isoformat())}, from ", False))
    return [*runs, *_address(one, "")]


def mla(one: Reference) -> Runs:
    """MLA, 9th edition."""
    runs: Runs = [(f"“{_closed(one.title, inside=True)}” ", False)]
    if one.about:
        runs = [(f"“{_closed(one.title, inside=False)}” ", False), (f"({one.about}). ", False)]
    runs.append((one.container, True))
    if one.version:
        runs.append((f", version {one.version}", False))
    if one.issued:
        runs.append((f", {_mla_date(one.issued_part) if one.issued_part else _doubtful(one)}", False))
    if one.url:
        runs.append((f", {one.url.removeprefix('https://').removeprefix('http://')}", False))
    runs.append((".", False))
    if one.accessed:
        runs.append((f" Accessed {_mla_date(one.accessed.isoformat())}.", False))
    return runs


STYLES = {"chicago": chicago, "apa": apa, "mla": mla}


def _closed(title: str, *, inside: bool) -> str:
    """A title ready for its closing quotation mark, the stop inside where American use wants it; its own double quotes become single."""
    title = title.translate(str.maketrans("“”", "‘’"))
    return title if not inside or title.endswith(("?", "!", ".", "…")) else f"{title}."


def _address(one: Reference, stop: str) -> Runs:
    return [(f"{one.url}{stop}", False)] if one.url else []


def _version(one: Reference) -> str:
    return f" (Version {one.version})" if one.version else ""


def _parts(part: str) -> tuple[int, int, int]:
    year, month, day = (*map(int, part.split("-")), 0, 0)[:3]
    return year, month, day


def _american(part: str) -> str:
    """“November 21, 2025”, “November 2025” or “2025”."""
    year, month, day = _parts(part)
    return f"{LONG[month - 1]} {day}, {year}" if day else f"{LONG[month - 1]} {year}" if month else str(year)


def _mla_date(part: str) -> str:
    """“21 Nov. 2025”."""
    year, month, day = _parts(part)
    return " ".join(filter(None, (str(day) if day else "", SHORT[month - 1] if month else "", str(year))))


def _apa_date(one: Reference) -> str:
    if one.issued_part:
        year, month, day = _parts(one.issued_part)
        return f"{year}, {LONG[month - 1]}{f' {day}' if day else ''}" if month else str(year)
    return f"ca. {one.issued.earliest.year}" if one.issued and one.issued.earliest else "n.d."


def _doubtful(one: Reference) -> str:
    return f"ca. {one.issued.earliest.year}" if one.issued and one.issued.earliest else "n.d."
