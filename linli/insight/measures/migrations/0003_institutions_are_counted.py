"""What whistles, supervision and admission are counted by; the next run folds everything anew."""

from django.db import migrations, models

AGAIN = "DELETE FROM measures_progress"


def counted(name: str, field: models.Field) -> migrations.AddField:
    return migrations.AddField("fact", name, field, preserve_default=False)


class Migration(migrations.Migration):
    dependencies = [("measures", "0002_published_is_published")]

    operations = [
        counted("objected", models.BigIntegerField(default=0)),
        counted("upheld", models.BigIntegerField(default=0)),
        counted("begun_at", models.BigIntegerField(null=True)),
        counted("decided_at", models.BigIntegerField(null=True)),
        counted("verdict", models.CharField(default="", max_length=40)),
        counted("ground", models.CharField(default="", max_length=16)),
        migrations.AddIndex(
            "fact",
            models.Index(
                condition=models.Q(("begun_at__isnull", False)),
                fields=["begun_at", "place"],
                name="fact_begun",
            ),
        ),
        migrations.AddIndex(
            "fact",
            models.Index(
                condition=models.Q(("decided_at__isnull", False)),
                fields=["decided_at", "place"],
                name="fact_decided",
            ),
        ),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
