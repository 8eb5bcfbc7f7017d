"""What waits for an editor today."""

from __future__ import annotations

from typing import Any

from timeline.events.choices import Status
from timeline.events.history.models import Revision
from timeline.events.models import Event

SHOWN = 8


def of(user: Any) -> dict[str, Any]:
    """The queue of one editor, by what they may do. A constant number of queries."""
    from timeline.desk.admin.events import own_drafts
    from timeline.desk.admin.lists import ATTENTION, attention

    if not user.has_perm("events.view_event"):
        return {}
    publishes = user.has_perm("events.publish_event")
    needs = [(need, words, attention(need, Event.objects.order_by()).count()) for need, words in ATTENTION.items()] if publishes else []
    return {
        "needs": [one for one in needs if one[2]],
        "waiting": Event.objects.filter(status=Status.REVIEW).order_by("updated_at")[:SHOWN],
        "drafts": Event.objects.filter(own_drafts(user), status__in=[Status.DRAFT, Status.REVIEW]).order_by("-updated_at")[:SHOWN],
        "may_add": user.has_perm("events.add_event"),
        "may_import": user.has_perm("events.import_event"),
        "recent": Revision.objects.order_by("-pk")[:SHOWN] if user.has_perm("events.view_revision") else [],
    }
