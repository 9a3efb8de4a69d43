"""Say of earlier answers whose they are, and by which door they came."""

from __future__ import annotations

from django.db import migrations

FILL = """
UPDATE cases_followup AS f
SET reporter_id = c.reporter_id, mode = CASE WHEN u.kind = 'resident' THEN 'portal' ELSE 'phone' END
FROM cases_case AS c, org_user AS u
WHERE c.matter_ptr_id = f.case_id AND u.id = f.by_id AND f.reporter_id IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_many_reporters_and_later_looks")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
