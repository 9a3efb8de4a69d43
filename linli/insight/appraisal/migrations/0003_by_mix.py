from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appraisal", "0002_figures"),
    ]

    operations = [
        migrations.AddField(
            model_name="scheme",
            name="by_mix",
            field=models.BooleanField(
                default=False,
                help_text="ranks go by the rates for the mix of matters of the whole area",
            ),
        ),
    ]
