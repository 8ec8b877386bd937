from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('participants', '0022_letters_of_decisions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='importbatch',
            name='state',
            field=models.CharField(choices=[('uploaded', 'Diunggah'), ('checking', 'Sedang diperiksa'), ('checked', 'Menunggu keputusan'), ('unreadable', 'Tidak terbaca'), ('committing', 'Sedang disimpan'), ('committed', 'Tersimpan'), ('refused', 'Ditolak'), ('discarded', 'Dibuang'), ('undoing', 'Sedang dibatalkan'), ('undone', 'Dibatalkan')], default='uploaded', max_length=12, verbose_name='status'),
        ),
    ]
