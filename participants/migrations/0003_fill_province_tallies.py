"""Counts what is already there; from then on participants/tallies.py keeps it."""

from collections import defaultdict

from django.db import migrations
from django.db.models import Count, Sum

PEOPLE = ("women", "men", "sex_unknown", "new_entrepreneurs", "new_entrepreneur_unknown")


def fill(apps, schema_editor):
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


class Migration(migrations.Migration):
    dependencies = [("participants", "0002_province_tally")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
