"""Keeps with each onlooker of what has ended what lists filter and sort by."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

before = import_module("linli.matters.migrations.0008_lists_of_what_is_in_hand")

COPIED = "kind, state, urgency, topic, place_id, holder_id, opened_at, closed_at"
NEW = ", ".join(f"NEW.{column}" for column in COPIED.split(", "))
OLD = NEW.replace("NEW.", "OLD.")

KEEP = f"""
CREATE FUNCTION matters_onlooker_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO matters_onlooker (matter_id, unit_id, {COPIED})
    SELECT NEW.matter_id, NEW.unit_id, {COPIED} FROM matters_matter WHERE id = NEW.matter_id
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER onlooker_has_held AFTER UPDATE OF until ON matters_holding FOR EACH ROW
WHEN (OLD.until IS NULL AND NEW.until IS NOT NULL) EXECUTE FUNCTION matters_onlooker_begins();
CREATE TRIGGER onlooker_takes_part AFTER INSERT ON matters_participation FOR EACH ROW
EXECUTE FUNCTION matters_onlooker_begins();
CREATE FUNCTION matters_onlooker_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE matters_onlooker SET ({COPIED}) = ({NEW}) WHERE matter_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER onlooker_of_the_end AFTER UPDATE ON matters_matter FOR EACH ROW
WHEN (
    (OLD.closed_at IS NULL) <> (NEW.closed_at IS NULL)
    OR (NEW.closed_at IS NOT NULL AND ({OLD}) IS DISTINCT FROM ({NEW}))
)
EXECUTE FUNCTION matters_onlooker_follows();
"""

FILL = f"""
INSERT INTO matters_onlooker (matter_id, unit_id, {COPIED})
SELECT m.id, h.unit_id, {COPIED}
FROM (
    SELECT matter_id, unit_id FROM matters_holding WHERE until IS NOT NULL
    UNION SELECT matter_id, unit_id FROM matters_participation
) h JOIN matters_matter m ON m.id = h.matter_id;
"""

EMPTY = "TRUNCATE matters_onlooker;"

REST = ("matter", "kind", "state", "urgency", "topic", "place", "holder", "opened_at", "closed_at")


def of_ended(name: str, *fields: str) -> migrations.AddIndex:
    return migrations.AddIndex(
        model_name="onlooker",
        index=models.Index(
            condition=models.Q(("closed_at__isnull", False)),
            fields=fields,
            include=tuple(field for field in REST if field not in fields),
            name=name,
        ),
    )


def pointer(to: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=to,
    )


def added(name: str, field: models.Field) -> migrations.AddField:
    return migrations.AddField(model_name="onlooker", name=name, field=field)


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0015_ended_by_whom"),
        ("org", "0006_tokenuse"),
        ("places", "0004_drafts"),
    ]

    operations = [
        migrations.RunSQL(before.DROP + EMPTY, before.KEEP + before.FILL),
        migrations.RemoveIndex(model_name="onlooker", name="onlooker_unit"),
        migrations.RemoveField(model_name="onlooker", name="in_hand"),
        added("kind", models.CharField(max_length=24)),
        added("state", models.CharField(max_length=24)),
        added("urgency", models.CharField(max_length=12)),
        added("topic", models.CharField(db_collation="C", default="", max_length=12)),
        added("place", pointer("places.place")),
        added("holder", pointer("org.unit", null=True)),
        added("opened_at", models.DateTimeField()),
        added("closed_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            model_name="onlooker",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=("unit", "matter"),
                name="onlooker_open",
            ),
        ),
        of_ended("onlooker_ended", "unit", "closed_at"),
        of_ended("onlooker_ended_as", "unit", "state", "closed_at"),
        of_ended("onlooker_ended_since", "unit", "opened_at"),
        migrations.RunSQL(KEEP, before.DROP + EMPTY),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
