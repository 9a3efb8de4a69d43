"""An index for the short list of clocks that were put before somebody."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0012_what_is_read")]

    operations = [
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("flagged_at__isnull", False), ("met_at__isnull", True)),
                fields=["flagged_at"],
                name="deadline_flagged",
            ),
        )
    ]
