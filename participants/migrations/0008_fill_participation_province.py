"""Every participation learns the province of its office."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    office = apps.get_model("programs", "Office").objects.filter(pk=OuterRef("office"))
    apps.get_model("participants", "Participation").objects.update(province=Subquery(office.values("province")))


class Migration(migrations.Migration):
    dependencies = [("participants", "0007_participation_province")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
