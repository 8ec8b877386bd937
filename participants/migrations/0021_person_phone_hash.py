"""A keyed hash beside each person's telephone, so that one number for many people can be counted without reading it."""

from django.db import migrations, models

from dekon_portal.core.crypto import blind_indexes

AT_ONCE = 2000


def fill(apps, schema_editor):
    people = apps.get_model("participants", "Person").objects
    last = 0
    while some := list(people.filter(pk__gt=last).order_by("pk").only("pk", "phone")[:AT_ONCE]):
        for person, digest in zip(some, blind_indexes([one.phone for one in some], "phone"), strict=True):
            person.phone_hash = digest
        people.bulk_update([one for one in some if one.phone], ["phone_hash"])
        last = some[-1].pk


class Migration(migrations.Migration):
    dependencies = [("participants", "0020_attendance")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="phone_hash",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
