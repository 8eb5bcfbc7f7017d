"""Reads the settings from the environment, each with what it must look like; all that is wrong is said at once, in sentences."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

YES = frozenset({"yes", "true", "on", "1"})
NO = frozenset({"no", "false", "off", "0"})
HOST = re.compile(r"^(\*|\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])$", re.IGNORECASE)
ORIGIN = re.compile(r"^https?://[a-z0-9*.:\[\]-]+$", re.IGNORECASE)
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
# Beyond these a word is no key: Django's own check asks for the same.
KEY_LENGTH, KEY_VARIETY = 50, 5


def on_read_only_disk(file: Path) -> bool:
    """Whether the file lies where nobody can write: on a disk that is mounted read-only, as one is after a fault of its own."""
    try:
        return bool(os.statvfs(file).f_flag & os.ST_RDONLY)
    except OSError:
        return False


class Environment:
    """Values by name. `read` maps each name asked for to its default; `faults` holds a sentence for each value that means nothing."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given
        self.read: dict[str, str] = {}
        self.faults: list[str] = []

    def _raw(self, name: str, default: str) -> str:
        self.read[name] = default
        return self.given.get(name, "").strip()

    def _fault(self, name: str, value: str, expected: str) -> None:
        shown = value if len(value) <= 60 else value[:60] + "…"
        self.faults.append(f"{name} is “{shown}”; it must be {expected}.")

    def text(self, name: str, default: str = "") -> str:
        return self._raw(name, default) or default

    def secret(self, name: str, default: str = "", *, least: int = 20) -> str:
        """A value that is never repeated in a message."""
        value = self._raw(name, "")
        if value and (len(value) < least or len(set(value)) < KEY_VARIETY):
            self.faults.append(f"{name} is too short or too plain to be a secret; it must be at least {least} random characters.")
        return value or default

    def flag(self, name: str, default: bool) -> bool:
        value = self._raw(name, "yes" if default else "no").lower()
        if not value:
            return default
        if value not in YES | NO:
            self._fault(name, value, "yes or no")
        return value in YES

    def number(self, name: str, default: int, least: int, most: int) -> int:
        value = self._raw(name, str(default))
        if not value:
            return default
        if not value.isascii() or not value.isdigit() or not least <= int(value[:12]) <= most:
            self._fault(name, value, f"a whole number from {least} to {most}")
            return default
        return int(value)

    def choice(self, name: str, default: str, options: tuple[str, ...]) -> str:
        value = self._raw(name, default).lower() or default
        if value not in options:
            self._fault(name, value, "one of: " + ", ".join(options))
            return default
        return value

    def names(self, name: str, default: list[str], pattern: re.Pattern[str], expected: str) -> list[str]:
        """Values with commas between them."""
        found = [one.strip() for one in self._raw(name, ",".join(default)).split(",") if one.strip()]
        for one in found:
            if not pattern.match(one):
                self._fault(name, one, expected)
        return found or default

    def hosts(self, name: str, default: list[str]) -> list[str]:
        return self.names(
            name, default, HOST, "host names with commas between them, without http:// or a port, such as timeline.example.org"
        )

    def origins(self, name: str) -> list[str]:
        return self.names(name, [], ORIGIN, "origins with commas between them, such as https://timeline.example.org")

    def addresses(self, name: str) -> list[str]:
        return self.names(name, [], re.compile(r"^[^@\s,<>]+@[^@\s,<>]+$"), "e-mail addresses with commas between them")

    def url(self, name: str, schemes: tuple[str, ...], example: str, default: str = "") -> str:
        """An address of one of these kinds. Nothing of it is repeated, for it may hold a password."""
        value = self._raw(name, default) or default
        if value and urlsplit(value).scheme not in schemes:
            self.faults.append(f"{name} must begin with {' or '.join(f'{scheme}:' for scheme in schemes)} as in {example}")
            return default
        return value

    def database(self, name: str, default: str) -> dict[str, Any]:
        value = self._raw(name, "the file timeline.sqlite3 in the data folder") or default
        parts = urlsplit(value)
        example = "postgres://user:password@host:5432/name or sqlite:////folder/file.sqlite3"
        try:
            somewhere = parts.scheme == "sqlite" or parts.hostname or "host=" in parts.query
            if parts.scheme in DATABASE_SCHEMES and somewhere and len(parts.path) > 1 and (parts.port is None or parts.port > 0):
                return dict(dj_database_url.parse(value))
        except ValueError:
            pass
        self.faults.append(
            f"{name} cannot be read; it must look like {example}. Letters such as @ and / in a password are written %40, %2F."
        )
        return dict(dj_database_url.parse(default))

    def mailer(self, name: str) -> dict[str, Any] | None:
        """`smtp://user:password@host:587?tls=yes` as Django's MAILERS has it."""
        value = self.url(name, ("smtp", "smtps", "console"), "smtps://user:password@mail.example.org:465")
        if not value:
            return None
        parts = urlsplit(value)
        if parts.scheme == "console":
            return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
        options: dict[str, Any] = {
            "host": parts.hostname or "localhost",
            "port": parts.port or (465 if parts.scheme == "smtps" else 587),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": parts.scheme == "smtps",
            "use_tls": parts.scheme == "smtp" and "tls=no" not in parts.query,
            "timeout": 10,
        }
        return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}

    def stop_if_wrong(self) -> None:
        if self.faults:
            said = "\n".join(f"  - {fault}" for fault in self.faults)
            raise ImproperlyConfigured(f"The settings cannot be used:\n{said}\nEvery setting is described in docs/operating.md.")
