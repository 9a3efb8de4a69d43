"""Says in the index of words which matters are in hand, as search/marks.py does from now on."""

from django.db import migrations

MARK = """
UPDATE matters_words w SET vector = w.vector || '''@h'''::tsvector
FROM matters_matter m WHERE m.id = w.matter_id AND m.closed_at IS NULL
"""

UNMARK = "UPDATE matters_words SET vector = ts_delete(vector, '@h') WHERE vector @@ '''@h'''::tsquery"


class Migration(migrations.Migration):

    dependencies = [
        ('matters', '0010_seals'),
    ]

    operations = [migrations.RunSQL(MARK, UNMARK)]
