import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0005_fill_import_places")]

    operations = [
        migrations.AlterField(
            model_name="importbatch",
            name="province",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programs.province",
            ),
        ),
    ]
