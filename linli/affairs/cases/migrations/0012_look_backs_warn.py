"""The rules for what 0011 filled."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_look_backs_in_time")]

    operations = [
        migrations.AlterField(
            model_name="lookback", name="warn_at", field=models.DateTimeField()
        ),
        migrations.AddIndex(
            model_name="lookback",
            index=models.Index(
                condition=models.Q(("found_at__isnull", True)),
                fields=["next_at"],
                name="look_back_next",
            ),
        ),
        migrations.AddConstraint(
            model_name="sampled",
            constraint=models.UniqueConstraint(
                fields=("draw", "case", "reporter"), name="a_reporter_is_drawn_once"
            ),
        ),
    ]
