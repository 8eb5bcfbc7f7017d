"""Django's admin with the desk's own site in it. Apart from `apps`, since Django takes every configuration there for this app's own."""

from django.contrib.admin.apps import AdminConfig


class DeskAdminConfig(AdminConfig):
    default_site = "timeline.desk.site.DeskSite"
