"""What the desk itself keeps: which forms were sent already, and imports on their way."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SentForm(models.Model):
    """A form that was saved: sent again by a double click or the Back button, it leads to what it made instead of making it twice."""

    token = models.CharField(max_length=36, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=32)
    url = models.CharField(max_length=400)
    title = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("form sent")
        verbose_name_plural = _("forms sent")
        default_permissions = ()

    def __str__(self) -> str:
        return self.title or self.token


class Import(models.Model):
    """A file on its way from a spreadsheet to drafts. Its rows wait here; nothing of it is on record before it is applied."""

    class Stage(models.TextChoices):
        MAPPING = "mapping", _("columns to be named")
        CHECKING = "checking", _("rows being looked at")
        READY = "ready", _("to be decided")
        APPLIED = "applied", _("done")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(_("file"), max_length=200)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.MAPPING)
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=list)
    """The field that each column is, empty for none."""
    anchor = models.DateField(_("words such as “yesterday” are read against"), null=True, blank=True)
    choices = models.JSONField(default=dict)
    """What the editor decided: `actors`, names not found and whom they mean; `keep`, duplicates that are different events after all."""
    dataset = models.JSONField(null=True)
    total = models.PositiveIntegerField(default=0)
    checked = models.PositiveIntegerField(default=0)
    revision = models.ForeignKey("events.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """One row of a file, and what would become of it."""

    class Verdict(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        SAME = "same", _("the same")
        DUPLICATE = "duplicate", _("may be on record")
        REFUSED = "refused", _("refused")

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    record = models.JSONField(null=True)
    sources = models.JSONField(default=list)
    texts = models.JSONField(default=dict)
    faults = models.JSONField(default=dict)
    said = models.JSONField(default=list)

    class Meta:
        ordering = ["number"]
        default_permissions = ()
        indexes = [models.Index(fields=["of", "verdict", "number"], name="row_of_import")]

    def __str__(self) -> str:
        return f"{self.of}: {self.number}"


class ColumnMapping(models.Model):
    """What the columns of a kind of file were named last time."""

    signature = models.CharField(max_length=2000, unique=True)
    mapping = models.JSONField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.signature.replace("\x1f", ", ")


class LinkCheck(models.Model):
    """What was found at a source's address the last time somebody looked."""

    class Outcome(models.TextChoices):
        THERE = "there", _("there")
        MOVED = "moved", _("moved")
        DEAD = "dead", _("dead")
        UNSURE = "unsure", _("not to be said")

    source = models.OneToOneField("events.Source", verbose_name=_("source"), on_delete=models.CASCADE, related_name="link_check")
    url = models.CharField(_("address"), max_length=1000)
    at = models.DateTimeField(_("when"), auto_now=True, db_index=True)
    outcome = models.CharField(_("found"), max_length=10, choices=Outcome)
    status = models.PositiveSmallIntegerField(_("answer"), null=True)
    said = models.CharField(max_length=300, blank=True)
    leads_to = models.CharField(_("leads to"), max_length=1000, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    """How often in a row nobody answered."""

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.url}: {self.get_outcome_display()}"
