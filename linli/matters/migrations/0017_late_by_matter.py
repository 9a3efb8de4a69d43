"""An index for each line of a list, which says whether the matter is late by far."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0016_what_was_seen_before")]

    operations = [
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("flagged_at__isnull", False), ("met_at__isnull", True)),
                fields=["matter"],
                name="deadline_flagged_of",
            ),
        )
    ]
