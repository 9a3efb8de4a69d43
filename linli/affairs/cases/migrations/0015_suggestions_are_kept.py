"""What was suggested, decided and chosen is never changed; the model in use is remembered."""

from django.db import migrations

from linli.ground.reference.stamping import NEEDS, stamped

TABLES = ("cases_suggested", "cases_decided", "cases_modeluse")

FORBID = """
CREATE FUNCTION cases_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'suggestions and decisions are append-only: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION cases_refuse();"
    for table in TABLES
)

ALLOW = (
    "".join(f"DROP TRIGGER {table}_append_only ON {table};" for table in TABLES)
    + "DROP FUNCTION cases_refuse();"
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_suggesting"), NEEDS]

    operations = [
        migrations.RunSQL(FORBID, ALLOW),
        stamped("cases_modeluse"),
        stamped("cases_textmodel", added=False),
    ]
