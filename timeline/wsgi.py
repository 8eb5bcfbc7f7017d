"""What the server runs: `granian --interface wsgi timeline.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from timeline.dates import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timeline.settings")

application = get_wsgi_application()
warm()
