"""What was counted of whole years is counted of quarters too."""

from collections import defaultdict

from django.db import migrations, models
from django.db.models import Case, Count, F, Min, Q, Sum, When
from django.db.models.functions import ExtractQuarter

SUMS = ("women", "men", "sex_unknown", "new_entrepreneurs", "new_entrepreneur_unknown")


def quarter_of(activity):
    own_year = Q(**{f"{activity}begins_on__year": F(f"{activity}fiscal_year")})
    return Case(When(own_year, then=ExtractQuarter(f"{activity}begins_on")), output_field=models.IntegerField())


def fill(apps, schema_editor):
    connection = schema_editor.connection
    participation, activity_tally, served, province_tally = (
        apps.get_model("participants", name)
        for name in ("Participation", "ActivityTally", "ServedBusiness", "ProvinceTally")
    )
    rows = participation.objects.filter(business__isnull=False).order_by().annotate(quarter=quarter_of("activity__"))
    chosen, params = (
        rows.filter(quarter__isnull=False)
        .values("fiscal_year", "province", "quarter", "business")
        .annotate(witness=Min("activity"))
        .query.sql_with_params()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {connection.ops.quote_name(served._meta.db_table)}"
            " (fiscal_year_id, province_id, quarter, business_id, witness_id)"
            f" SELECT fiscal_year, province, quarter, business, witness FROM ({chosen}) AS chosen",
            params,
        )
    counts = defaultdict(lambda: dict.fromkeys((*SUMS, "businesses"), 0))
    tallies = activity_tally.objects.order_by().annotate(quarter=quarter_of("activity__"))
    term = ("activity__fiscal_year", "activity__office__province", "quarter")
    sums = tallies.filter(quarter__isnull=False).values_list(*term).annotate(*(Sum(name) for name in SUMS))
    for year, province, quarter, *numbers in sums:
        counts[year, province, quarter] |= dict(zip(SUMS, numbers, strict=True))
    firms = served.objects.exclude(quarter=0).order_by().values_list("fiscal_year", "province", "quarter")
    for year, province, quarter, number in firms.annotate(Count("pk")):
        counts[year, province, quarter]["businesses"] = number
    province_tally.objects.bulk_create(
        province_tally(fiscal_year_id=year, province_id=province, quarter=quarter, **numbers)
        for (year, province, quarter), numbers in counts.items()
    )


def forget(apps, schema_editor):
    for name in ("ServedBusiness", "ProvinceTally"):
        apps.get_model("participants", name).objects.exclude(quarter=0).delete()


class Migration(migrations.Migration):
    dependencies = [("participants", "0013_counts_of_quarters")]

    operations = [migrations.RunPython(fill, forget)]
