"""The index of a large record as a file in the data folder, so that a process that starts, or a worker whose neighbour was quicker, need
not read a hundred thousand events anew. Lost, damaged, foreign or of other code, it is as if there were none.
"""

from __future__ import annotations

import logging
import marshal
import sys
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.conf import settings

log = logging.getLogger("timeline.index")

FEWEST = 5_000
"""Events. Fewer are read from the database in the time that a file would take."""
_SEAL = 32


def _file() -> Path:
    return Path(settings.DATA_DIR) / "index.kept"


@cache
def _form() -> bytes:
    """Changes with the code that makes an index and with the Python that packs it."""
    here = Path(__file__).parent
    digest = blake2b(sys.version.encode(), digest_size=16)
    for name in ("index.py", "bitmap.py", "functions.py", "stored.py", "choices.py"):
        digest.update((here / name).read_bytes())
    return digest.digest()


def _seal(packed: memoryview | bytes) -> bytes:
    """Only what we packed ourselves is unpacked."""
    return blake2b(packed, key=settings.SECRET_KEY.encode()[:64], digest_size=_SEAL, person=b"timeline-index").digest()


def load(version: str) -> Any | None:
    """What `save` was given for this version of the content, or None."""
    try:
        whole = _file().read_bytes()
    except OSError:
        return None
    packed = memoryview(whole)[_SEAL:]
    mark = _form() + version.encode()
    if packed[: len(mark)] != mark or _seal(packed) != whole[:_SEAL]:
        return None
    return marshal.loads(packed[len(mark) :])  # noqa: S302 (sealed with the site's own key)


def save(version: str, value: Any) -> None:
    """Keep a value of plain lists, dicts, tuples, numbers and texts. A disk that is full or read-only only costs the next start time."""
    packed = _form() + version.encode() + marshal.dumps(value)
    file = _file()
    half = file.with_name(f"{file.name}.{token_hex(4)}")
    try:
        with half.open("xb") as out:
            half.chmod(0o600)
            out.write(_seal(packed))
            out.write(packed)
        half.replace(file)
    except OSError as fault:
        log.warning("The index could not be kept for the next start: %s", fault.strerror)
        with suppress(OSError):
            half.unlink()
