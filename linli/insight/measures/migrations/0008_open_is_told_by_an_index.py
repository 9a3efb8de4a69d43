from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('measures', '0007_indexes_answer_boards'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='fact',
            name='fact_open',
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(condition=models.Q(('closed_at', None)), fields=['place'], include=('kind', 'unit', 'opened_at', 'due_at'), name='fact_open'),
        ),
    ]
