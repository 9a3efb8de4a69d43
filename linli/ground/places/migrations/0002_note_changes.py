"""A trigger that notes every change of places, whoever makes it: see PlaceChange and index.py.

clock_timestamp() and not now(): two changes in one transaction must be told apart.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION places_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO places_placechange (id, at) VALUES (1, clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET at = excluded.at;
    RETURN NULL;
END $$;
CREATE TRIGGER places_note_change
    AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF code, polygon, valid_to ON places_place
    FOR EACH STATEMENT EXECUTE FUNCTION places_note_change();
"""
BACKWARDS = """
DROP TRIGGER places_note_change ON places_place;
DROP FUNCTION places_note_change();
"""


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
