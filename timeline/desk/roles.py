"""The three groups of the desk and what each may do: as little as its work needs."""

from __future__ import annotations

AUTHOR, EDITOR, ADMINISTRATOR = "Author", "Editor", "Administrator"
TWO_STEP = "Second step at sign-in"
"""A group that allows nothing: whoever an administrator puts into it is asked for a code as well as a password."""

_READ = [f"events.view_{name}" for name in ("event", "actor", "source", "storyline", "place", "placename", "revision")]

# Authors enter: events of their own (the admin keeps them to those), and the actors, sources and places these need.
_AUTHOR = [
    *_READ,
    "events.add_event",
    "events.change_event",
    "events.delete_event",
    "events.add_actor",
    "events.add_source",
    "events.add_place",
]

# Editors answer for the record: they review and publish, put right and bring together, and take back what went wrong.
_EDITOR = [
    *_AUTHOR,
    *("events.publish_event", "events.import_event", "events.merge_records", "events.undo_revision"),
    *("events.change_actor", "events.change_source", "events.change_place"),
    *("events.add_storyline", "events.change_storyline", "events.add_placename", "events.change_placename"),
]

# Administrators keep the accounts as well, and may delete what nothing rests on.
_ADMINISTRATOR = [
    *_EDITOR,
    *(f"events.delete_{name}" for name in ("actor", "source", "storyline", "place", "placename")),
    *(f"auth.{act}_user" for act in ("view", "add", "change", "delete")),
    "auth.view_group",
    # A lost phone, and an account that somebody else's guesses have locked.
    *("otp_totp.view_totpdevice", "otp_totp.delete_totpdevice", "axes.view_accessattempt", "axes.delete_accessattempt"),
]

PERMISSIONS: dict[str, list[str]] = {AUTHOR: _AUTHOR, EDITOR: _EDITOR, ADMINISTRATOR: _ADMINISTRATOR}
