"""The category of a case becomes the topic of its matter, by which lists filter."""

from django.db import migrations

FILL = """
UPDATE matters_matter SET topic = category_id
FROM cases_case WHERE matter_ptr_id = id AND category_id IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_who_answered"),
        ("matters", "0008_lists_of_what_is_in_hand"),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
