"""What rows carry and what is counted from now on, for the rows that are there already.

Rows staged one by one are gone with their table, so a list nobody committed yet is checked again by the worker; what
was quoted from its cells is encrypted.
"""

from collections import defaultdict

from django.db import migrations
from django.db.models import Count, OuterRef, Subquery, Sum

from dekon_portal.core.crypto import encrypt

PEOPLE = ("women", "men", "sex_unknown", "new_entrepreneurs", "new_entrepreneur_unknown")


def fill_provinces(apps, schema_editor):
    office = apps.get_model("programs", "Office").objects.filter(pk=OuterRef("office"))
    apps.get_model("participants", "Participation").objects.update(province=Subquery(office.values("province")))


def fill_tallies(apps, schema_editor):
    activities = apps.get_model("participants", "ActivityTally").objects.order_by()
    served = apps.get_model("participants", "ServedBusiness").objects.order_by()
    kept = apps.get_model("participants", "ProvinceTally")
    counts = defaultdict(dict)
    place = ("activity__fiscal_year", "activity__office__province")
    for year, province, *sums in activities.values_list(*place).annotate(*(Sum(name) for name in PEOPLE)):
        counts[year, province] |= dict(zip(PEOPLE, sums, strict=True))
    for year, province, count in served.values_list("fiscal_year", "province").annotate(Count("pk")):
        counts[year, province]["businesses"] = count
    kept.objects.bulk_create(
        kept(fiscal_year_id=year, province_id=province, **found) for (year, province), found in sorted(counts.items())
    )


def encrypt_quotes(apps, schema_editor):
    batches = apps.get_model("participants", "ImportBatch").objects
    batches.filter(state__in=["checked", "checking", "committing"]).update(state="uploaded")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, columns, questions FROM participants_importbatch")
        for pk, *texts in cursor.fetchall():
            cursor.execute(
                "UPDATE participants_importbatch SET columns = %s, questions = %s WHERE id = %s",
                [*map(encrypt, texts), pk],
            )


class Migration(migrations.Migration):
    dependencies = [("participants", "0002_kept_counts_and_staged_blocks")]

    operations = [migrations.RunPython(step, migrations.RunPython.noop) for step in (fill_provinces, fill_tallies, encrypt_quotes)]
