"""Publishing by the worker; publications of a size; the times in which a matter was in hand."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SIZES = """
ALTER TABLE measures_publication DISABLE TRIGGER measures_publication_append_only;
UPDATE measures_publication AS p
SET size = (SELECT count(*) FROM measures_publishedfigure AS f WHERE f.publication_id = p.id);
ALTER TABLE measures_publication ENABLE TRIGGER measures_publication_append_only;
"""

NO_MORE = """
CREATE FUNCTION measures_refuse_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM measures_publication AS p
        WHERE p.id IN (SELECT publication_id FROM added)
        AND p.size < (SELECT count(*) FROM measures_publishedfigure WHERE publication_id = p.id)
    ) THEN
        RAISE EXCEPTION 'published figures are append-only: a publication gets no more figures'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER measures_publishedfigure_no_more AFTER INSERT ON measures_publishedfigure
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION measures_refuse_more();
"""

MORE = """
DROP TRIGGER measures_publishedfigure_no_more ON measures_publishedfigure;
DROP FUNCTION measures_refuse_more();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0003_institutions_are_counted"),
        ("places", "0004_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("fact", "taken_up_at", models.BigIntegerField(null=True)),
        migrations.AddField(
            "fact", "earlier", models.TextField(default=""), preserve_default=False
        ),
        migrations.AddIndex(
            "fact",
            models.Index(
                name="fact_reopened",
                fields=["place"],
                condition=models.Q(("earlier", ""), _negated=True),
            ),
        ),
        migrations.AddField(
            "progress", "folded_by", models.CharField(default="", max_length=64)
        ),
        migrations.AddField(
            "publication",
            "size",
            models.PositiveIntegerField(default=0, help_text="how many figures it has; never more"),
            preserve_default=False,
        ),
        migrations.RunSQL(SIZES, migrations.RunSQL.noop),
        migrations.RunSQL(NO_MORE, MORE),
        migrations.CreateModel(
            name="Publishing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(help_text="its first day")),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("at", models.DateTimeField()),
                ("refusal", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
                (
                    "publication",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="measures.publication",
                    ),
                ),
            ],
            options={"ordering": ("-pk",)},
        ),
        migrations.AddConstraint(
            model_name="publishing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("publication", None), ("refusal", "")),
                fields=("place", "month"),
                name="a_month_is_being_published_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="publishing",
            constraint=models.CheckConstraint(
                condition=models.Q(("publication", None), ("refusal", ""), _connector="OR"),
                name="what_was_refused_was_not_published",
            ),
        ),
    ]
