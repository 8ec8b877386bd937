"""Lists that are already there learn their place, and what was quoted from their cells is encrypted.

Rows staged one by one are gone with their table, so a list nobody committed yet is checked again (`resume_imports`).
"""

from django.db import migrations
from django.db.models import OuterRef, Subquery

from dekon_portal.core.crypto import encrypt


def fill(apps, schema_editor):
    batches = apps.get_model("participants", "ImportBatch").objects
    activity = apps.get_model("programs", "Activity").objects.filter(pk=OuterRef("activity"))
    batches.update(
        province=Subquery(activity.values("office__province")[:1]), regency=Subquery(activity.values("regency")[:1])
    )
    batches.filter(state__in=["checked", "checking", "committing"]).update(state="uploaded")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, columns, questions FROM participants_importbatch")
        for pk, *texts in cursor.fetchall():
            cursor.execute(
                "UPDATE participants_importbatch SET columns = %s, questions = %s WHERE id = %s",
                [*map(encrypt, texts), pk],
            )


class Migration(migrations.Migration):
    dependencies = [("participants", "0004_import_lists")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
