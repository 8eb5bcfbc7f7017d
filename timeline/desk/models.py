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
