"""Django's admin with the desk's own site in it, and what other packages put there under words that say what it is for.

Apart from `apps`, since Django takes every configuration there for this app's own.
"""

from axes.apps import AppConfig as AxesConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.apps import DefaultConfig as TOTPConfig


class DeskAdminConfig(AdminConfig):
    default_site = "timeline.desk.site.DeskSite"


class SignInsConfig(AxesConfig):
    verbose_name = _("Sign-ins")


class SecondStepConfig(TOTPConfig):
    verbose_name = _("Second step at sign-in")
