"""What packs are published is reference data."""

from django.db import migrations

from linli.ground.reference.stamping import NEEDS, stamped


class Migration(migrations.Migration):
    dependencies = [("rulepacks", "0002_append_only"), NEEDS]

    operations = [
        stamped("rulepacks_rulepack"),
    ]
