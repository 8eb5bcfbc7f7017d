from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "timeline.events"
    label = "events"
    verbose_name = _("Timeline")

    def ready(self) -> None:
        from timeline.events import sqlite, version
        from timeline.events.history import triggers
        from timeline.events.search import store

        connection_created.connect(sqlite.write_ahead)
        # After every migrate and not in one of them: SQLite rebuilds a table to alter it, and drops its triggers with the old one.
        post_migrate.connect(version.install, sender=self)
        post_migrate.connect(triggers.install, sender=self)
        post_migrate.connect(store.install, sender=self)
