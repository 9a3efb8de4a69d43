"""The database itself refuses to change or remove an entry."""

from django.db import migrations

FORBID = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_root_append_only BEFORE UPDATE OR DELETE ON journal_dailyroot
    FOR EACH ROW EXECUTE FUNCTION journal_refuse();
"""

ALLOW = """
DROP TRIGGER journal_root_append_only ON journal_dailyroot;
DROP TRIGGER journal_entry_append_only ON journal_entry;
DROP FUNCTION journal_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
