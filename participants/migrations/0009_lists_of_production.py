import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0008_places_of_lists"),
        ("programs", "0003_withdrawn_production"),
    ]

    operations = [
        migrations.AlterField(
            model_name="importbatch",
            name="kind",
            field=models.CharField(
                choices=[("people", "Peserta"), ("businesses", "IKM"), ("production", "Hasil produksi")],
                default="people",
                max_length=12,
                verbose_name="isi daftar",
            ),
        ),
        migrations.AddField(
            model_name="productionmaker",
            name="batch",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="makers",
                to="participants.importbatch",
            ),
        ),
        migrations.AddField(
            model_name="productionmaker",
            name="batch_row",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
    ]
