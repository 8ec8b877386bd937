import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0008_fill_participation_province")]

    operations = [
        migrations.AlterField(
            model_name="participation",
            name="province",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programs.province",
            ),
        ),
        migrations.AddIndex(
            model_name="participation",
            index=models.Index(fields=["province", "id"], name="participation_province"),
        ),
    ]
