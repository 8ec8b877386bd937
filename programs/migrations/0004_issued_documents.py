import django.db.models.deletion
import programs.models.documents
from django.db import migrations, models


def give_tokens(apps, schema_editor):
    """Whoever signed before the check existed gets one too; a paper printed then carries no code."""
    delivery = apps.get_model("programs", "Delivery")._base_manager
    for pk in delivery.filter(signed_at__isnull=False).values_list("pk", flat=True):
        delivery.filter(pk=pk).update(check_token=programs.models.documents.new_check_token())


class Migration(migrations.Migration):

    dependencies = [
        ('programs', '0003_withdrawn_production'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='check_token',
            field=models.CharField(blank=True, editable=False, help_text="Carried by the paper's QR code.", max_length=22, null=True, unique=True),
        ),
        migrations.CreateModel(
            name='IssuedDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('bast', 'BAST'), ('annulment', 'Berita acara pembatalan')], max_length=10, verbose_name='jenis')),
                ('file', models.FileField(editable=False, upload_to=programs.models.documents.stored_document, verbose_name='berkas')),
                ('sha256', models.CharField(db_index=True, editable=False, max_length=64)),
                ('size', models.PositiveIntegerField(editable=False, verbose_name='ukuran (bita)')),
                ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='dibuat')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='programs.delivery', verbose_name='penyerahan')),
            ],
            options={
                'verbose_name': 'dokumen terbit',
                'verbose_name_plural': 'dokumen terbit',
                'ordering': ('-made_at', '-pk'),
                'constraints': [models.UniqueConstraint(fields=('delivery', 'kind'), name='document_once_per_delivery'), models.CheckConstraint(condition=models.Q(('kind__in', ['bast', 'annulment'])), name='document_kind_known')],
            },
        ),
        migrations.RunPython(give_tokens, migrations.RunPython.noop),
    ]
