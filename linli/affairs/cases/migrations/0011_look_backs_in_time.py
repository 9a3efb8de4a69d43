"""Look-backs get a ladder, and samples name the reporter who is asked again."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

FILL_SAMPLES = """
UPDATE cases_sampled AS s SET reporter_id = c.reporter_id
FROM cases_case AS c WHERE c.matter_ptr_id = s.case_id
"""

# What was asked before this release had the limit of the pack that ships with it; a quarter of the
# time is left when it turns yellow, so near as days of work matter here.
FILL_LOOK_BACKS = """
UPDATE cases_lookback
SET "limit" = '10 working days', warn_at = due_at - (due_at - asked_at) / 4,
    next_at = due_at - (due_at - asked_at) / 4
"""

# Whom a record of a case names who has been de-identified since.
LET_GO = """
UPDATE cases_followup AS f SET reporter_id = NULL
FROM matters_matter AS m WHERE m.id = f.case_id AND m.archived_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_links"),
        ("people", "0002_minors_and_versions"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="sampled", name="a_case_is_drawn_once"),
        migrations.AddField(
            model_name="lookback",
            name="limit",
            field=models.CharField(max_length=32, default=""),
            preserve_default=False,
        ),
        migrations.AddField(model_name="lookback", name="warn_at", field=models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="lookback",
            name="rungs",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="of the ladder, behind it"
            ),
        ),
        migrations.AddField(
            model_name="lookback",
            name="next_at",
            field=models.DateTimeField(null=True, help_text="when the next rung is reached"),
        ),
        migrations.AddField(
            model_name="sampled",
            name="reporter",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.resident",
            ),
        ),
        migrations.AddField(
            model_name="sampled",
            name="call_again_at",
            field=models.DateTimeField(null=True, help_text="asked for in the last call"),
        ),
        migrations.AlterField(
            model_name="sampled",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0, help_text="calls in vain"),
        ),
        migrations.RunSQL(FILL_SAMPLES, migrations.RunSQL.noop),
        migrations.RunSQL(FILL_LOOK_BACKS, migrations.RunSQL.noop),
        migrations.RunSQL(LET_GO, migrations.RunSQL.noop),
    ]
