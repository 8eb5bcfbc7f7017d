"""The admin, where editors live. Importing this registers everything."""

from timeline.desk.admin import accounts, events, history, records

__all__ = ["accounts", "events", "history", "records"]
