"""事不完、人不撤: the database itself closes no whistle while a named department owes its part."""

from django.db import migrations

GUARD = """
CREATE FUNCTION whistle_is_done() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM matters_participation
        WHERE matter_id = NEW.id AND answered_at IS NULL AND released_at IS NULL
    ) THEN
        RAISE EXCEPTION 'whistle %: a named department has neither finished nor been released',
            NEW.number USING ERRCODE = 'check_violation', CONSTRAINT = 'whistle_is_done';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER whistle_is_done BEFORE UPDATE OF closed_at ON matters_matter FOR EACH ROW
WHEN (NEW.kind = 'whistle' AND OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL)
EXECUTE FUNCTION whistle_is_done();
"""

NO_GUARD = """
DROP TRIGGER whistle_is_done ON matters_matter;
DROP FUNCTION whistle_is_done;
"""


class Migration(migrations.Migration):
    dependencies = [("whistle", "0001_initial"), ("matters", "0014_clocks_of_a_unit_asked")]

    operations = [migrations.RunSQL(GUARD, NO_GUARD)]
