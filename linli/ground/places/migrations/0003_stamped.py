"""Places are reference data."""

from django.db import migrations

from linli.ground.reference.stamping import NEEDS, stamped


class Migration(migrations.Migration):
    dependencies = [("places", "0002_note_changes"), NEEDS]

    operations = [
        stamped("places_place"),
    ]
