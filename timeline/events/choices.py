"""The closed vocabularies of the record (docs/dataset.md), with their public names. Stored values never change: URLs hold them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Side(TextChoices):
    """In the order of the chart's lanes."""

    US = "us", _("United States")
    IRAQ = "iraq", _("Iraq")
    KURDISTAN_REGION = "kurdistan-region", _("Kurdistan Region")
    IRAN = "iran", _("Iran")
    ISRAEL = "israel", _("Israel")
    GULF = "gulf", _("Gulf")
    INTERNATIONAL = "international", _("International")
    OTHER = "other", _("Other states")


class ActorKind(TextChoices):
    STATE = "state", _("State")
    GOVERNMENT_BODY = "government body", _("Government body")
    PERSON = "person", _("Person")
    ARMED_GROUP = "armed group", _("Armed group")
    POLITICAL_PARTY = "political party", _("Political party")
    COMPANY = "company", _("Company")
    INTERNATIONAL_ORGANISATION = "international organisation", _("International organisation")
    RELIGIOUS_AUTHORITY = "religious authority", _("Religious authority")


class EventKind(TextChoices):
    VISIT = "visit", _("Visit")
    MEETING = "meeting", _("Meeting")
    CALL = "call", _("Call")
    NEGOTIATION = "negotiation", _("Negotiation")
    STATEMENT = "statement", _("Statement")
    AGREEMENT = "agreement", _("Agreement")
    SANCTIONS = "sanctions", _("Sanctions")
    MILITARY = "military", _("Military")
    LEGAL = "legal", _("Legal")
    ELECTION = "election", _("Election")
    APPOINTMENT = "appointment", _("Appointment")
    PROTEST = "protest", _("Protest")
    ECONOMIC = "economic", _("Economic")
    OTHER = "other", pgettext_lazy("event kind", "Other")


class Role(TextChoices):
    """What an actor did in an event."""

    INITIATOR = "initiator", _("Initiator")
    TARGET = "target", _("Target")
    HOST = "host", _("Host")
    PARTICIPANT = "participant", _("Participant")
    MEDIATOR = "mediator", _("Mediator")
    SPEAKER = "speaker", _("Speaker")
    SIGNATORY = "signatory", _("Signatory")
    SUBJECT = "subject", pgettext_lazy("role in an event", "Subject")


class Confidence(TextChoices):
    CONFIRMED = "confirmed", _("Confirmed")
    REPORTED = "reported", _("Reported")
    DISPUTED = "disputed", _("Disputed")


class Status(TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    PUBLISHED = "published", pgettext_lazy("status of an event", "Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class SourceKind(TextChoices):
    NEWS = "news", _("News")
    ANALYSIS = "analysis", _("Analysis")
    OFFICIAL = "official", _("Official")
    REFERENCE = "reference", _("Reference")
    DATASET = "dataset", _("Dataset")


class Relation(TextChoices):
    """How an event stands to another: this one … that one."""

    FOLLOWS = "follows", _("Follows")
    RESPONSE_TO = "response-to", _("Response to")
    PART_OF = "part-of", _("Part of")
    CONTRADICTS = "contradicts", _("Contradicts")
