"""The group whose members are asked for a second step, and what administrators may do about lost phones and locked accounts."""

from importlib import import_module

from django.db import migrations

from timeline.desk.roles import TWO_STEP

groups = import_module("timeline.desk.migrations.0002_groups")


def make(apps, schema_editor):
    groups.make(apps, schema_editor)
    apps.get_model("auth", "Group").objects.get_or_create(name=TWO_STEP)


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0004_link_check"),
        ("axes", "0010_accessattemptexpiration"),
        ("otp_totp", "0003_add_timestamps"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
