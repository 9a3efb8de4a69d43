"""Categories and the dispatch catalogue are reference data."""

from django.db import migrations

from linli.ground.reference.stamping import NEEDS, stamped


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_remove_dispatchrule_rule_ends_after_it_begins_and_more"), NEEDS]

    operations = [
        stamped("cases_category"),
        stamped("cases_dispatchrule"),
    ]
