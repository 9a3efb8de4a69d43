from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0009_open_is_told_by_an_index_alone")]

    operations = [
        migrations.AddField(
            model_name="publishedfigure",
            name="cuts",
            field=models.BooleanField(default=False),
        ),
    ]
