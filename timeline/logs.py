"""What the site writes about itself: one line an event, as JSON for machines or as text for people, with the request's id and without
secrets."""

from __future__ import annotations

import json
import logging
import time
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote, urlsplit

request_id: ContextVar[str] = ContextVar("id of the request being answered", default="")

_PLAIN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "request", "server_time", "status_code", "taskName"}
HIDDEN = "[hidden]"


def secrets_of(*values: str) -> list[str]:
    """What must never be written: the values, and the passwords in those that are addresses, also as they stand in an address. Longest
    first."""
    found: set[str] = set()
    for value in values:
        if not value:
            continue
        if "://" in value:
            # A whole address tells a user and a host too, which help nobody else.
            found |= {value, password := unquote(urlsplit(value).password or ""), quote(password, safe="")}
        else:
            found.add(value)
    return sorted((one for one in found if len(one) >= 6), key=len, reverse=True)


class Redact(logging.Filter):
    """Takes secrets out of messages, their parts and tracebacks."""

    def __init__(self, secrets: list[str]) -> None:
        super().__init__()
        self.secrets = secrets

    def clean(self, text: str) -> str:
        for secret in self.secrets:
            if secret in text:
                text = text.replace(secret, HIDDEN)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self.clean(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = self.clean(record.exc_text)
        return True


class Asked(logging.Filter):
    """Leaves out 501, which the oEmbed standard has us answer to a format that we do not have: nothing is wrong, nobody need be woken."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) != 501


class Json(logging.Formatter):
    """One JSON object a line. What is given as `extra=` stands beside the message."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if asked := request_id.get():
            said["request_id"] = asked
        said |= {name: value for name, value in record.__dict__.items() if name not in _PLAIN and not name.startswith("_")}
        if record.exc_info or record.exc_text:
            said["traceback"] = record.exc_text or self.formatException(record.exc_info)  # type: ignore[arg-type]
        return json.dumps(said, ensure_ascii=False, default=str)


class Text(logging.Formatter):
    """For a terminal."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s%(id)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        record.id = f" [{asked}]" if (asked := request_id.get()) else ""
        return super().format(record)


class Seldom(logging.Filter):
    """Lets the same fault through once in so many seconds: a site that is down sends one e-mail, not one a request."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds, self.last = seconds, dict[tuple[str, int, str], float]()

    def filter(self, record: logging.LogRecord) -> bool:
        kind = str(record.exc_info[0]) if record.exc_info else ""
        fault = (record.name, record.lineno, kind)
        now = time.monotonic()
        if now - self.last.get(fault, float("-inf")) < self.seconds:
            return False
        if len(self.last) > 500:
            self.last.clear()
        self.last[fault] = now
        return True
