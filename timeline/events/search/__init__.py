"""Which published events the words are found in, how well, and what was taken for what.

A question is read into terms (`question`), each term becomes the ways in which it may stand on record (`resolve`), the database says
which documents have them (`store`; `kept` where there are many), and the index turns documents into events: an event is found by its own
texts in any language, by what was said in it, and by the names of whoever took part, of its place and of its sources. A changed actor is
one changed document, not ten thousand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import batched
from typing import TYPE_CHECKING

from timeline.events import bitmap, index
from timeline.events.search import fold, kept, question, store
from timeline.events.search.documents import bring_up_to_date, rebuild, refresh
from timeline.events.search.store import Kind, Way

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from timeline.events.index import Index
    from timeline.events.search.question import Term

__all__ = ["Found", "Instead", "Suggestions", "bring_up_to_date", "find", "highlighted", "rebuild", "refresh", "suggest"]

# What a term is worth where it is found. Added up over the terms of a question, as binary digits.
TITLE, ACTOR, PLACE, SAID, BODY, SOURCE, EXACT = 8, 6, 4, 4, 3, 1, 2
NAMED = (Kind.ACTOR, Kind.STORYLINE, Kind.PLACE)
"""What is suggested by its name."""
EXACTLY = 8
"""A flag beside those of `kept`: what was found as it was typed."""
HELD = 200
"""Terms whose events are remembered until the content changes: common words take longest, and are asked for most."""


@dataclass(frozen=True, slots=True)
class Instead:
    """A word that is not on record as typed, and what was looked for in its place. `begins`: the words that begin with it."""

    typed: str
    used: str
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Resolved:
    """A term and the ways in which it may stand on record; `exact` is the first of them, as typed."""

    term: Term
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Where a term stands: the events, as bitmaps, that have it in a text of theirs (anywhere, in the title, in what is said, as it was
    typed) and those of actors, places and sources whose names have it; and the records of `NAMED` that are called by it."""

    own: int
    title: int
    said: int
    exact: int
    actors: int
    places: int
    sources: int
    called: dict[Kind, frozenset[int]]

    @property
    def events(self) -> int:
        return self.own | self.actors | self.places | self.sources


@dataclass(frozen=True, eq=False)
class Found:
    """The answer to a question: the events, as a bitmap of the index that was asked, and how well each fits, as binary digits.

    `terms` are the ways in which each term that was to be found may stand on record: what to highlight. `complete` is False while changed
    records still wait to be read.
    """

    index: Index
    events: int
    scores: tuple[int, ...]
    terms: tuple[tuple[Way, ...], ...]
    instead: tuple[Instead, ...]
    complete: bool = True

    @property
    def ways(self) -> tuple[Way, ...]:
        """The ways of all terms together."""
        return tuple(dict.fromkeys(way for ways in self.terms for way in ways))

    def within(self, now: Index) -> int:
        """The events as a bitmap of `now`, which may be newer than the index that was asked."""
        if now is self.index:
            return self.events
        return bitmap.of((now.position_of[pk] for pk in self.index.pks(self.events) if pk in now.position_of), now.size)

    def ranked(self, now: Index, selection: int) -> Iterator[int]:
        """The positions of the selection in `now`, best first: by where the words stand, then by prominence, then the latest."""
        if now is not self.index:
            yield from bitmap.descending(selection)
            return
        prominence = now.having["prominence"]
        digits = (prominence.get(1, 0) | prominence.get(3, 0), prominence.get(2, 0) | prominence.get(3, 0), *self.scores)
        yield from _descending(selection, digits)


def _descending(selection: int, digits: Sequence[int]) -> Iterator[int]:
    """Positions by the number that the digits spell, lowest digit first, largest number first; the latest first among equals."""
    if not selection:
        return
    if not digits:
        yield from bitmap.descending(selection)
        return
    *rest, highest = digits
    yield from _descending(selection & highest, rest)
    yield from _descending(selection & ~highest, rest)


def _add(digits: list[int], events: int, worth: int) -> None:
    """Add `worth` to the score of each of these events."""
    place = 0
    while worth:
        if worth & 1:
            carry, at = events, place
            while carry:
                while at >= len(digits):
                    digits.append(0)
                digits[at], carry = digits[at] ^ carry, digits[at] & carry
                at += 1
        worth >>= 1
        place += 1


# ---- from words to ways ----


def resolve(terms: Sequence[Term]) -> tuple[list[Resolved], list[Instead]]:
    """For each term the ways in which it may stand on record; and what was looked for instead of words that do not.

    A word is found as typed, in another number (visit, visits), and, where it is a name, in its other spellings and scripts. A word that is
    not on record is the beginning of others, or a typing error.
    """
    single = [term for term in terms if not term.is_phrase and not term.begins]
    asked = {term.words[0] for term in single}
    forms = {word: _forms(word) for word in asked}
    known = {one.word: one for one in store.words_among({*asked, *(form for several in forms.values() for form in several)})}
    keys = {word: _keys(word, loosely=word not in known) for word in asked if not _is_number(word)}
    alike: dict[str, list[store.Word]] = {}
    for one in store.words_with_skeletons({key for several in keys.values() for key in several}):
        alike.setdefault(fold.skeleton(one.word).key, []).append(one)

    resolved: list[Resolved] = []
    instead: list[Instead] = []
    for term in terms:
        ways = [Way(term.words, term.begins)]
        if term in single:
            word = term.words[0]
            if word not in known and not term.without and (begun := _beginning(word)):
                # Most likely still being typed, and only then the name in a spelling that nobody has used.
                resolved.append(Resolved(term, (begun,)))
                instead.append(Instead(term.typed, begun.words[0], begins=True))
                continue
            ways += [Way((form,)) for form in forms[word] if form in known]
            spellings = _spellings(
                word, word in known and known[word].named, [one for key in keys.get(word, ()) for one in alike.get(key, ())]
            )
            ways += [Way((one,)) for one in spellings]
            if word not in known and len(ways) == 1 and not term.without and (other := _instead(word)):
                ways = [other]
                instead.append(Instead(term.typed, " ".join(other.words), other.begins))
        elif term.begins and (bare := _without_article(term.words[-1])):
            ways.append(Way((*term.words[:-1], bare), begins=True))
        resolved.append(Resolved(term, tuple(dict.fromkeys(ways))))
    return resolved, instead


def _is_number(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _forms(word: str) -> list[str]:
    """The other number of an English noun."""
    if fold.is_arabic(word) or len(word) < 4 or _is_number(word):
        return []
    forms = [f"{word}s", f"{word}es"]
    if word.endswith("y"):
        forms.append(f"{word[:-1]}ies")
    if word.endswith("ies"):
        forms.append(f"{word[:-3]}y")
    if word.endswith("s") and not word.endswith("ss"):
        forms.append(word[:-1])
        if word.endswith(("ses", "xes", "ches", "shes")):
            forms.append(word[:-2])
    return forms


def _keys(word: str, *, loosely: bool) -> list[str]:
    key = fold.skeleton(word).key
    if len(key) < fold.KEY_LENGTH:
        return []
    return fold.loose_keys(key) if loosely else [key]


def _spellings(word: str, named: bool, others: Sequence[store.Word]) -> list[str]:
    """The other spellings of a name among the words with its consonants; none where neither is the name of anyone.

    A word in another script must itself be a name: so much is lost on the way between scripts that Hussein would meet the Houthis.
    """
    mine = fold.skeleton(word)
    found = []
    for one in others:
        theirs = fold.skeleton(one.word)
        if one.word != word and (one.named or (named and mine.arabic == theirs.arabic)) and fold.same_name(mine, theirs):
            found.append(one.word)
    return found


def _without_article(word: str) -> str:
    """The beginning of an Arabic word without its article, which folding leaves on as long as little stands behind it."""
    for article in ("وال", "بال", "لل", "ال"):
        if word.startswith(article) and len(word) > len(article):
            return word[len(article) :]
    return ""


def _beginning(word: str) -> Way | None:
    """The words that begin with one that is not on record."""
    if _is_number(word) or len(word) < (2 if fold.is_arabic(word) else 3):
        return None
    for start in filter(None, (word, _without_article(word))):
        if store.words_that_begin(start, 1):
            return Way((start,), begins=True)
    return None


def _instead(word: str) -> Way | None:
    """What may have been meant by a word that is not on record."""
    if _is_number(word):
        return None
    if len(word) > 5 and word[:2] in ("al", "el") and store.words_among([word[2:]]):
        return Way((word[2:],))
    if len(word) >= 4:
        near = store.words_among(fold.neighbours(word))
        if not near and len(word) >= 7:
            letters = fold.letters(word)
            alike = store.words_that_begin(word[:1], 20_000, shortest=len(word) - 2, longest=len(word) + 2)
            # Two errors change four letters at most: to see that takes a tenth of the time that the distance takes.
            alike = [one for one in alike if (letters ^ fold.letters(one.word)).bit_count() <= 4]
            near = [one for one in alike if fold.distance(word, one.word, 2) <= 2]
        near = [one for one in near if not _is_number(one.word) and len(one.word) > 2]
        if near:
            return Way((_likeliest(word, near),))
    # Two words written as one: abdulmahdi, amirabdollahian.
    halves = [(word[:n], word[n:]) for n in range(3, len(word) - 2)]
    known = {one.word for one in store.words_among({half for pair in halves for half in pair})}
    for pair in halves:
        if known.issuperset(pair):
            return Way(pair)
    return None


def _likeliest(word: str, near: Sequence[store.Word]) -> str:
    """The nearest of the words, a name before others, then the one that most documents have."""
    best = sorted(near, key=lambda one: (fold.distance(word, one.word, 2), one.word[:1] != word[:1], not one.named, one.word))[:6]
    closest = fold.distance(word, best[0].word, 2)
    best = [one for one in best if fold.distance(word, one.word, 2) == closest]
    if len(best) == 1:
        return best[0].word
    ways = [Way((one.word,)) for one in best]
    common = kept.look_up(ways)
    rare = store.look_up([((way,) if way not in common else (), "") for way in ways])
    counts = [
        sum(kept.count(common[way].get(kind, {})) if way in common else len(found[kind]) for kind in (Kind.EVENT, Kind.ACTOR))
        for way, found in zip(ways, rare, strict=True)
    ]
    return max(zip(best, counts, strict=True), key=lambda pair: (pair[0].named, pair[1]))[0].word


# ---- from ways to events ----


@lru_cache(maxsize=64)
def _answer(now: Index, text: str) -> Found:
    return _found(now, text, now.words_found)


def _found(now: Index, text: str, held: dict[Hashable, Standing]) -> Found:
    """`held` is where terms stand that were asked for before, and those of this question afterwards too."""
    terms = question.read(text)
    resolved, instead = resolve(terms)
    standing = _where(now, [one.ways for one in resolved], held)
    events = bitmap.full(now.size)
    for one, where in zip(resolved, standing, strict=True):
        events &= ~where.events if one.term.without else where.events
    wanted = [(one, where) for one, where in zip(resolved, standing, strict=True) if not one.term.without]
    scores: list[int] = []
    for one, where in wanted if events else ():
        _add(scores, events & where.title, TITLE)
        _add(scores, events & where.actors, ACTOR)
        _add(scores, events & where.places, PLACE)
        _add(scores, events & where.said, SAID)
        _add(scores, events & where.own & ~where.title & ~where.said, BODY)
        _add(scores, events & where.sources, SOURCE)
        if len(one.ways) > 1:
            _add(scores, events & where.exact, EXACT)
    return Found(now, events if terms else 0, tuple(scores), tuple(one.ways for one, _where in wanted), tuple(instead))


def sum_of(found: Iterable[int]) -> int:
    total = 0
    for one in found:
        total |= one
    return total


def _where(now: Index, asked: Sequence[tuple[Way, ...]], held: dict[Hashable, Standing]) -> list[Standing]:
    """Where each of these stands. Two queries for all that are not held."""
    # Other threads add to what is held and empty it: what this question needs is kept at hand.
    here = {ways: held.get(ways) for ways in asked}
    new = [ways for ways, known in here.items() if known is None]
    if new:
        made = dict(zip(new, _looked_up(now, new), strict=True))
        if len(held) + len(made) > HELD:
            held.clear()
        held.update(made.items())
        here |= made
    return [one for ways in asked if (one := here[ways])]


def _looked_up(now: Index, asked: Sequence[tuple[Way, ...]]) -> list[Standing]:
    common = kept.look_up({way for ways in asked for way in ways})
    questions: list[tuple[Sequence[Way], str]] = []
    for ways in asked:
        rare = [way for way in ways if way not in common]
        as_typed = rare[:1] if len(ways) > 1 and rare[:1] == [ways[0]] else []
        questions += [(rare, ""), (rare, "title"), (rare, "said"), (as_typed, "")]
    answers = store.look_up(questions)
    planes = _planes(now, asked, common)
    return [
        _standing(now, [common[way] for way in ways if way in common], answers[4 * n : 4 * n + 4], planes[n])
        for n, ways in enumerate(asked)
    ]


def _planes(now: Index, asked: Sequence[tuple[Way, ...]], common: dict[Way, dict[Kind, kept.Chunks]]) -> list[list[int]]:
    """Of each term's kept ways together the events with it anywhere, in the title, in what is said, and as typed."""
    told: dict[int, int] = {}
    for n, ways in enumerate(asked):
        flags = 0
        for way in ways:
            chunks = common.get(way, {}).get(Kind.EVENT, {})
            if chunks:
                joined = now.order.joined(chunks)
                typed = way == ways[0] and len(ways) > 1
                flags |= int.from_bytes(joined.translate(_TYPED) if typed else joined, "little")
        if flags:
            told[n] = flags
    planes: list[list[int]] = [[0, 0, 0, 0] for _ways in asked]
    wanted = (kept.ANY, kept.TITLE, kept.SAID, EXACTLY)
    # Two terms share a byte, and eight bytes a turn: bringing them into the order of the events is what takes the time.
    size = len(now.order.joined({}))
    for some in batched(batched(told, 2, strict=False), 8, strict=False):
        lanes = [sum(told[n] << 4 * m for m, n in enumerate(pair)).to_bytes(size, "little") for pair in some]
        for pair, ordered in zip(some, now.order.by_position(lanes), strict=True):
            for m, n in enumerate(pair):
                planes[n] = [bitmap.plane(ordered, flag << 4 * m) for flag in wanted]
    return planes


_TYPED = bytes(byte | EXACTLY if byte else 0 for byte in range(256))
"""For `bytes.translate`: whatever is found is found as typed."""


def _standing(
    now: Index, common: Sequence[dict[Kind, kept.Chunks]], rare: Sequence[dict[Kind, list[int]]], planes: Sequence[int]
) -> Standing:
    """Put together what is kept of a term and what was looked up: anywhere, in titles, in what is said, as typed."""
    anywhere, titled, said, typed = rare

    def records(kind: Kind, flags: int = kept.ANY) -> set[int]:
        few = titled if flags == kept.TITLE else anywhere
        return {*few[kind], *(record for one in common for record in kept.records(one.get(kind, {}), flags))}

    places = [now.slug_of["place"][pk] for pk in records(Kind.PLACE) if pk in now.slug_of["place"]]
    return Standing(
        own=_bits(now, anywhere[Kind.EVENT]) | planes[0],
        title=_bits(now, titled[Kind.EVENT]) | planes[1],
        said=_bits(now, said[Kind.EVENT]) | planes[2],
        exact=_bits(now, typed[Kind.EVENT]) | planes[3],
        actors=sum_of(now.having["actor"].get(pk, 0) for pk in records(Kind.ACTOR)),
        places=sum_of(now.having["place"].get(slug, 0) for slug in places),
        sources=now.of_sources(anywhere[Kind.SOURCE], [one[Kind.SOURCE] for one in common if Kind.SOURCE in one]),
        called={kind: frozenset(records(kind, kept.TITLE)) for kind in NAMED},
    )


def _bits(now: Index, pks: Sequence[int]) -> int:
    return bitmap.of([position for position in map(now.position_of.get, pks) if position is not None], now.size) if pks else 0


def find(text: str) -> Found:
    """The published events in which every term of `text` is found and none that it excludes. Bounded queries, whatever is typed."""
    complete = bring_up_to_date()
    now = index.current()
    if not complete:
        return replace(_found(now, text, {}), complete=False)
    return _answer(now, text)


# ---- suggestions ----


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Ids of what one may mean, best first. `events` are found by all their texts, the rest by their names. `instead`: errors forgiven."""

    actors: tuple[int, ...]
    storylines: tuple[int, ...]
    places: tuple[int, ...]
    events: tuple[int, ...]
    ways: tuple[Way, ...]
    total: int
    instead: tuple[Instead, ...] = ()


def suggest(text: str, most: int = 5) -> Suggestions:
    """What a beginning may lead to. The last word counts as unfinished unless a space stands behind it."""
    complete = bring_up_to_date()
    now = index.current()
    terms = question.read(text)
    resolved, instead = resolve(terms)
    ended = text[-1:].isspace() or text.rstrip().endswith(question.CLOSING)
    ways: list[tuple[Way, ...]] = []
    for n, one in enumerate(resolved):
        open_ended = n == len(resolved) - 1 and not one.term.without and not ended and (n > 0 or len(one.term.words[-1]) > 1)
        last = one.term.words
        begun = (Way(last, begins=True),) + ((Way((bare,), begins=True),) if (bare := _without_article(last[-1])) else ())
        ways.append(tuple(dict.fromkeys((*begun, *one.ways))) if open_ended else one.ways)
    standing = _where(now, ways, now.words_found if complete else {})
    asked = [(one.term.without, where) for one, where in zip(resolved, standing, strict=True)]
    events = bitmap.full(now.size) if asked else 0
    scores: list[int] = []
    for without, where in asked:
        events &= ~where.events if without else where.events
        _add(scores, where.title, 1)
    answer = Found(now, events, tuple(scores), (), ())
    every: dict[Kind, set[int]] = {}
    for kind in (Kind.ACTOR, Kind.STORYLINE, Kind.PLACE):
        sets = [(without, where.called[kind]) for without, where in asked]
        wanted = [found for without, found in sets if not without]
        every[kind] = set(frozenset.intersection(*wanted) if wanted else ()).difference(*(found for without, found in sets if without))
    actors = sorted(every[Kind.ACTOR] & now.public_actors, key=lambda pk: -now.of_actor_pk(pk).bit_count())
    places = [pk for pk in every[Kind.PLACE] if pk in now.slug_of["place"]]
    places.sort(key=lambda pk: -now.having["place"].get(now.slug_of["place"][pk], 0).bit_count())
    ranked = answer.ranked(now, events)
    return Suggestions(
        actors=tuple(actors[:most]),
        storylines=tuple(sorted(every[Kind.STORYLINE]))[:most],
        places=tuple(places[:most]),
        events=tuple(now.ids[position] for position, _n in zip(ranked, range(most), strict=False)),
        ways=tuple(dict.fromkeys(way for several in ways for way in several)),
        total=events.bit_count(),
        instead=tuple(one for one in instead if not one.begins),
    )


# ---- showing what matched ----


def highlighted(text: str, ways: Sequence[Way]) -> list[tuple[str, bool]]:
    """The text in pieces, and which of them are what was looked for. A single piece where nothing was."""
    whole = {way.words[0] for way in ways if len(way.words) == 1 and not way.begins}
    starts = tuple(way.words[0] for way in ways if len(way.words) == 1 and way.begins)
    phrases = [way for way in ways if len(way.words) > 1]
    words = list(fold.tokens(text))
    hit = [token.word in whole or (bool(starts) and token.word.startswith(starts)) or _has_part(text, token, whole) for token in words]
    for way in phrases:
        length = len(way.words)
        for n in range(len(words) - length + 1):
            said = [token.word for token in words[n : n + length]]
            *before, last = way.words
            if said[:-1] == before and (said[-1] == last or (way.begins and said[-1].startswith(last))):
                hit[n : n + length] = [True] * length
    pieces: list[tuple[str, bool]] = []
    done = 0
    for n, token in enumerate(words):
        if not hit[n]:
            continue
        between = text[done : token.start]
        if pieces and n and hit[n - 1] and pieces[-1][1] and not between.strip():
            pieces[-1] = (pieces[-1][0] + between + text[token.start : token.end], True)
        else:
            if between:
                pieces.append((between, False))
            pieces.append((text[token.start : token.end], True))
        done = token.end
    if text[done:]:
        pieces.append((text[done:], False))
    return pieces


def _has_part(text: str, token: fold.Token, whole: set[str]) -> bool:
    raw = text[token.start : token.end]
    return fold.ZWNJ in raw and any(fold.fold(piece) in whole for piece in raw.split(fold.ZWNJ))
