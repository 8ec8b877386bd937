"""Lists that are there already are for an activity, and so where it is."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill_places(apps, schema_editor):
    activity = apps.get_model("programs", "Activity").objects.filter(pk=OuterRef("activity"))
    apps.get_model("participants", "ImportBatch").objects.update(
        province=Subquery(activity.values("office__province")), regency=Subquery(activity.values("regency"))
    )


class Migration(migrations.Migration):
    dependencies = [("participants", "0006_lists_of_ikm")]

    operations = [migrations.RunPython(fill_places, migrations.RunPython.noop)]
