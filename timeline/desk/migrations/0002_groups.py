"""Make the three groups and give each what `timeline.desk.roles` says."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from timeline.desk.roles import PERMISSIONS


def make(apps, schema_editor):
    # Permissions are rows that Django makes after a migrate; here they are needed in the middle of one.
    for label in ("events", "auth", "desk", "axes", "otp_totp"):
        try:
            config = apps.get_app_config(label)
        except LookupError:
            continue
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
        config.models_module = None
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, wanted in PERMISSIONS.items():
        group, _made = Group.objects.get_or_create(name=name)
        for one in wanted:
            app, codename = one.split(".")
            permission = Permission.objects.filter(content_type__app_label=app, codename=codename).first()
            if permission is not None:
                group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0001_initial"),
        ("events", "0002_history"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
