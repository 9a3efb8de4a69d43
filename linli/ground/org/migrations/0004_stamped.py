"""Units, duties, users and tokens are reference data."""

from django.db import migrations

from linli.ground.reference.stamping import NEEDS, stamped


class Migration(migrations.Migration):
    dependencies = [("org", "0003_one_user_of_a_name"), NEEDS]

    operations = [
        stamped("org_unit"),
        stamped("org_duty"),
        stamped("org_user", changes=("is_active", "kind", "administrator", "name"), added=False),
        stamped("org_servicetoken", changes=("scopes", "expires_at", "revoked_at"), added=False),
    ]
