"""The database itself refuses to change or remove what rules once held."""

from django.db import migrations

FORBID = """
CREATE FUNCTION rulepacks_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rule packs and editions are append-only: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER rulepacks_pack_append_only BEFORE UPDATE OR DELETE ON rulepacks_rulepack
    FOR EACH ROW EXECUTE FUNCTION rulepacks_refuse();
CREATE TRIGGER rulepacks_edition_append_only BEFORE UPDATE OR DELETE ON rulepacks_edition
    FOR EACH ROW EXECUTE FUNCTION rulepacks_refuse();
"""

ALLOW = """
DROP TRIGGER rulepacks_edition_append_only ON rulepacks_edition;
DROP TRIGGER rulepacks_pack_append_only ON rulepacks_rulepack;
DROP FUNCTION rulepacks_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("rulepacks", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
