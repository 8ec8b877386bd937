import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0005_remembered_layout"),
        ("programs", "0002_covering_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="kind",
            field=models.CharField(
                choices=[("people", "Peserta"), ("businesses", "IKM")],
                default="people",
                max_length=12,
                verbose_name="isi daftar",
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="province",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programs.province",
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="regency",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programs.regency",
            ),
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="activity",
            field=models.ForeignKey(
                help_text="NULL for a list of IKM.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="import_batches",
                to="programs.activity",
                verbose_name="kegiatan",
            ),
        ),
    ]
