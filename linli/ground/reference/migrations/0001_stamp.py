"""The stamp: one row that gets a value never used before whenever reference data changes.

No model: a test that empties every table must not take the row away.
"""

from django.db import migrations

MAKE = """
CREATE SEQUENCE reference_stamps;
CREATE TABLE reference_stamp (value bigint NOT NULL);
CREATE UNIQUE INDEX reference_has_one_stamp ON reference_stamp ((true));
INSERT INTO reference_stamp VALUES (nextval('reference_stamps'));
CREATE FUNCTION reference_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE reference_stamp SET value = nextval('reference_stamps');
    RETURN NULL;
END $$;
"""

UNMAKE = """
DROP FUNCTION reference_changed();
DROP TABLE reference_stamp;
DROP SEQUENCE reference_stamps;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(MAKE, UNMAKE)]
