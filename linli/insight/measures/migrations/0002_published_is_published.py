"""What was published, and how it was defined, is never changed or removed."""

from django.db import migrations

TABLES = ("measures_definition", "measures_publication", "measures_publishedfigure")

FORBID = """
CREATE FUNCTION measures_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'published figures are append-only: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION measures_refuse();"
    for table in TABLES
)

ALLOW = (
    "".join(f"DROP TRIGGER {table}_append_only ON {table};" for table in TABLES)
    + "DROP FUNCTION measures_refuse();"
)


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
