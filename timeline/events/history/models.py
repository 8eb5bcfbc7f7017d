"""Revisions (who, when, why, by which way) and the versions of records that each made."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import UniqueConstraint
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class How(models.TextChoices):
    """By which way a change came."""

    FORM = "form", _("by hand")
    IMPORT = "import", _("by an import")
    COMMAND = "command", _("by a command")
    BULK = "bulk", _("to many at once")
    RESTORE = "restore", _("by going back to an earlier version")
    UNDO = "undo", _("by undoing a revision")
    MERGE = "merge", _("by a merge")
    OUTSIDE = "outside", _("outside the desk")


class Kind(models.TextChoices):
    """What has versions."""

    EVENT = "event", _("event")
    ACTOR = "actor", _("actor")
    SOURCE = "source", _("source")
    STORYLINE = "storyline", _("storyline")


class Revision(models.Model):
    """One act: everything that was changed together. `by_name` stays when the account is gone."""

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.SET_NULL, null=True, blank=True, related_name="revisions"
    )
    by_name = models.CharField(_("name"), max_length=150, blank=True)
    how = models.CharField(_("how"), max_length=10, choices=How)
    reason = models.CharField(_("why"), max_length=500, blank=True)
    undoes = models.ForeignKey("self", verbose_name=_("undoes"), on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by")

    untracked = True

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-pk"]
        permissions = [("undo_revision", _("Can undo a whole revision"))]

    def __str__(self) -> str:
        return f"{self.pk}: {self.reason}" if self.reason else str(self.pk)

    @property
    def who(self) -> str:
        return self.by_name or str(_("nobody on record"))


class Version(models.Model):
    """A record as it was from one revision until the next.

    `state` is None where the revision deleted it; `changed` names the keys that differ.
    """

    revision = models.ForeignKey(Revision, verbose_name=_("revision"), on_delete=models.CASCADE, related_name="versions")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    record = models.BigIntegerField(_("record"))
    slug = models.CharField(_("slug"), max_length=80)
    state = models.JSONField(_("state"), null=True)
    digest = models.CharField(max_length=32)
    changed = models.JSONField(_("changed"), default=list)
    previous = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    untracked = True

    class Meta:
        verbose_name = pgettext_lazy("of a record", "version")
        verbose_name_plural = pgettext_lazy("of a record", "versions")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "record", "-id"], name="version_of_record")]

    def __str__(self) -> str:
        return f"{self.slug} ({self.pk})"

    @property
    def title(self) -> str:
        held: dict[str, Any] = self.state or {}
        return held.get("title") or held.get("name") or held.get("publisher") or self.slug


class Touched(models.Model):
    """A record that was written since its last version. Triggers fill this; ending a revision empties it."""

    kind = models.CharField(max_length=10)
    record = models.BigIntegerField()

    untracked = True

    class Meta:
        constraints = [UniqueConstraint(fields=["kind", "record"], name="touched_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record}"


class FormerSlug(models.Model):
    """An address that a record had: it leads to the record for ever."""

    kind = models.CharField(max_length=10, choices=Kind)
    slug = models.CharField(max_length=80)
    record = models.BigIntegerField()

    untracked = True

    class Meta:
        constraints = [UniqueConstraint(fields=["kind", "slug"], name="former_slug_once")]

    def __str__(self) -> str:
        return self.slug
