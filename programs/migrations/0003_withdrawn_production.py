from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0002_covering_indexes")]

    operations = [
        migrations.AddField(
            model_name="production",
            name="is_withdrawn",
            field=models.BooleanField(default=False, editable=False),
        ),
    ]
