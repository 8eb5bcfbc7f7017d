"""Who changed what, when and why: every state that a record ever had, and how to go back to one.

A record's state is its dataset record (`dataset.records`), so an event's version holds all that hangs on it. Triggers note what is
touched, by whatever way it was; `revision()` turns what was touched into versions when it ends. What was written past it (a shell,
SQL typed by hand) is found by the next revision and put down as made outside the desk: nothing escapes.
"""

from timeline.events.history.capture import ReasonMissingError, catch_up, current_revision, revision, token

__all__ = ["ReasonMissingError", "catch_up", "current_revision", "revision", "token"]
