"""Of units asked in a matter there are facts too; derived, so the table is made anew and filled again."""

from django.db import migrations, models
from django.db.models import Q

AGAIN = "DELETE FROM measures_progress"

FIELDS = [
    ("pk", models.CompositePrimaryKey("matter", "part", blank=True, editable=False, primary_key=True, serialize=False)),
    ("matter", models.BigIntegerField()),
    ("part", models.BigIntegerField(default=0)),
    ("kind", models.CharField(max_length=24)),
    ("place", models.CharField(max_length=20, db_collation="C")),
    ("topic", models.CharField(max_length=12, db_collation="C")),
    ("channel", models.CharField(max_length=12)),
    ("urgency", models.CharField(max_length=12)),
    ("unit", models.BigIntegerField(null=True)),
    ("state", models.CharField(max_length=24)),
    ("opened_at", models.BigIntegerField()),
    ("contacted_at", models.BigIntegerField(null=True)),
    ("settled_at", models.BigIntegerField(null=True)),
    ("closed_at", models.BigIntegerField(null=True)),
    ("taken_up_at", models.BigIntegerField(null=True)),
    ("earlier", models.TextField()),
    ("due_at", models.BigIntegerField(null=True)),
    ("level", models.CharField(max_length=12)),
    ("occasion", models.CharField(max_length=12)),
    ("returned", models.BigIntegerField()),
    ("reopened", models.BigIntegerField()),
    ("raised", models.BigIntegerField()),
    ("deferred", models.BigIntegerField()),
    ("extended", models.BigIntegerField()),
    ("objected", models.BigIntegerField()),
    ("upheld", models.BigIntegerField()),
    ("begun_at", models.BigIntegerField(null=True)),
    ("decided_at", models.BigIntegerField(null=True)),
    ("verdict", models.CharField(max_length=40)),
    ("ground", models.CharField(max_length=16)),
    ("met", models.TextField()),
    ("missed", models.TextField()),
    ("made", models.TextField(default="")),
    ("grade", models.BigIntegerField(null=True)),
    ("grade_back", models.BigIntegerField(null=True)),
    ("hours", models.BigIntegerField(null=True)),
    ("said_contacted", models.BooleanField(null=True)),
    ("said_solved", models.BooleanField(null=True)),
    ("satisfaction", models.BigIntegerField(null=True)),
    ("sure", models.BooleanField(null=True)),
    ("rank", models.BigIntegerField(null=True)),
    ("excluded", models.BooleanField()),
    ("last_entry", models.BigIntegerField()),
]

INDEXES = [
    models.Index(name="fact_opened", fields=("opened_at", "place")),
    models.Index(name="fact_settled", fields=("settled_at", "place")),
    models.Index(name="fact_closed", fields=("closed_at", "place")),
    models.Index(
        name="fact_begun", fields=("begun_at", "place"), condition=Q(begun_at__isnull=False)
    ),
    models.Index(
        name="fact_decided", fields=("decided_at", "place"), condition=Q(decided_at__isnull=False)
    ),
    models.Index(name="fact_open", fields=("place",), condition=Q(closed_at=None)),
    models.Index(name="fact_reopened", fields=("place",), condition=~Q(earlier="")),
]


class Migration(migrations.Migration):
    dependencies = [("measures", "0004_publishing_and_times_in_hand")]

    operations = [
        migrations.DeleteModel("Fact"),
        migrations.CreateModel("Fact", FIELDS, {"indexes": INDEXES}),
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
    ]
