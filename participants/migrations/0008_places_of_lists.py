import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0007_fill_places_of_lists"),
        ("programs", "0002_covering_indexes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="importbatch",
            name="province",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programs.province",
            ),
        ),
        migrations.AddIndex(
            model_name="importbatch",
            index=models.Index(fields=["province", "-uploaded_at"], name="import_of_province"),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("activity__isnull", True), ("kind", "businesses")),
                    models.Q(models.Q(("kind", "businesses"), _negated=True), ("activity__isnull", False)),
                    _connector="OR",
                ),
                name="import_activity_fits_kind",
            ),
        ),
    ]
