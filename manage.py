#!/usr/bin/env python
"""Django's command line, with one convenience: without a configuration it is a newcomer's laptop, never a server."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "timeline.settings")
    if not os.environ.get("TIMELINE_SECRET_KEY"):
        # The server's entry point (timeline.wsgi) does not say this, so a site without a secret refuses to start.
        os.environ.setdefault("TIMELINE_LOCAL", "yes")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        if sys.argv[1:2] == ["serve"]:
            # It only becomes the server, which reads models and addresses itself: reading them here too would double the time to start.
            from timeline.web.management.commands.serve import Command

            Command().run_from_argv(sys.argv)
        else:
            execute_from_command_line(sys.argv)
    except ImproperlyConfigured as fault:
        # A setting that makes no sense is the reader's to mend: the sentence is enough.
        sys.exit(f"{fault}")


if __name__ == "__main__":
    main()
