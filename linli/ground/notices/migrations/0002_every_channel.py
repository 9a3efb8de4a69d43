"""One row for whom was told what, and messages by every channel instead of the SMS alone."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

import linli.ground.people.fields


def carry_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Seal each number for its new column, and say how far each message had come."""
    rows = apps.get_model("notices", "Message").objects.order_by("pk")
    for message in rows.iterator(500):
        message.address = message.phone
        message.due_at = message.created_at
        message.urgent = True
        message.state = "sent" if message.sent_at else "failed"
        message.save()


class Migration(migrations.Migration):

    dependencies = [
        ("notices", "0001_initial"),
        ("org", "0003_one_user_of_a_name"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="message", name="message_to"),
        migrations.RenameField("message", "phone_hash", "address_hash"),
        migrations.AddField(
            "message",
            "address",
            linli.ground.people.fields.SealedField(default="", verbose_name="address"),
            preserve_default=False,
        ),
        migrations.AddField(
            "message",
            "subject",
            linli.ground.people.fields.SealedField(default="", verbose_name="subject"),
            preserve_default=False,
        ),
        migrations.AddField(
            "message",
            "values",
            linli.ground.people.fields.SealedField(default="", verbose_name="values"),
            preserve_default=False,
        ),
        migrations.AddField("message", "code", models.CharField(blank=True, max_length=64)),
        migrations.AddField(
            "message", "audience", models.CharField(default="resident", max_length=10)
        ),
        migrations.AddField(
            "message", "language", models.CharField(default="zh-hans", max_length=10)
        ),
        migrations.AddField(
            "message",
            "place_code",
            models.CharField(blank=True, db_collation="C", max_length=20),
        ),
        migrations.AddField("message", "urgent", models.BooleanField(default=False)),
        migrations.AddField("message", "digest", models.BooleanField(default=False)),
        migrations.AddField(
            "message",
            "state",
            models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("sending", "Being sent"),
                    ("sent", "Sent"),
                    ("failed", "Given up"),
                    ("doubtful", "Not known whether it arrived"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.AddField("message", "due_at", models.DateTimeField(null=True)),
        migrations.AddField("message", "lease_until", models.DateTimeField(null=True)),
        migrations.AddField("message", "attempts", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("message", "external_id", models.CharField(blank=True, max_length=100)),
        migrations.RunPython(carry_over, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("message", "phone"),
        migrations.AlterField("message", "due_at", models.DateTimeField()),
        migrations.AlterField(
            "message",
            "channel",
            models.CharField(
                choices=[
                    ("sms", "SMS"),
                    ("email", "E-mail"),
                    ("wecom", "WeCom"),
                    ("wechat", "WeChat"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            "message",
            "bundle",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="bundled",
                to="notices.message",
            ),
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=64)),
                (
                    "about_kind",
                    models.CharField(blank=True, db_collation="C", max_length=64),
                ),
                ("about_id", models.CharField(blank=True, db_collation="C", max_length=64)),
                ("link", models.CharField(blank=True, max_length=200)),
                ("values", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "resident",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to="people.resident",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ("-at", "-pk"),
                "indexes": [
                    models.Index(
                        condition=Q(("user__isnull", False)),
                        fields=["user", "-at", "-id"],
                        name="notification_of_user",
                    ),
                    models.Index(
                        condition=Q(("resident__isnull", False)),
                        fields=["resident", "-at", "-id"],
                        name="notification_of_resident",
                    ),
                    models.Index(
                        condition=Q(("read_at__isnull", True), ("user__isnull", False)),
                        fields=["user"],
                        name="notification_unread",
                    ),
                    models.Index(fields=["about_kind", "about_id"], name="notification_about"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            Q(("resident__isnull", True), ("user__isnull", False)),
                            Q(("resident__isnull", False), ("user__isnull", True)),
                            _connector="OR",
                        ),
                        name="notification_has_one_recipient",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=10)),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sms", "SMS"),
                            ("email", "E-mail"),
                            ("wecom", "WeCom"),
                            ("wechat", "WeChat"),
                        ],
                        max_length=10,
                    ),
                ),
                ("email", linli.ground.people.fields.SealedField(verbose_name="e-mail")),
                ("wecom", linli.ground.people.fields.SealedField(verbose_name="WeCom account")),
                ("few", models.BooleanField(default=False)),
                ("refused", models.JSONField(default=list)),
                ("changed_at", models.DateTimeField()),
                (
                    "resident",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="people.resident",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "preference",
                "verbose_name_plural": "preferences",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            Q(("resident__isnull", True), ("user__isnull", False)),
                            Q(("resident__isnull", False), ("user__isnull", True)),
                            _connector="OR",
                        ),
                        name="preference_has_one_owner",
                    )
                ],
            },
        ),
        migrations.AddField(
            "message",
            "notification",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="messages",
                to="notices.notification",
            ),
        ),
        migrations.AddIndex(
            "message",
            models.Index(fields=["address_hash", "-created_at"], name="message_to"),
        ),
        migrations.AddIndex(
            "message",
            models.Index(
                condition=Q(("state", "waiting")), fields=["due_at"], name="message_due"
            ),
        ),
        migrations.AddIndex(
            "message",
            models.Index(
                condition=Q(("state", "sending")), fields=["lease_until"], name="message_lease"
            ),
        ),
        migrations.AddIndex(
            "message",
            models.Index(
                condition=Q(("state__in", ("failed", "doubtful"))),
                fields=["-created_at"],
                name="message_stuck",
            ),
        ),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=Q(
                    Q(("sent_at__isnull", False), ("state", "sent")),
                    Q(Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)),
                    _connector="OR",
                ),
                name="message_sent_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=Q(
                    Q(("state", "sending"), _negated=True),
                    ("lease_until__isnull", False),
                    _connector="OR",
                ),
                name="message_being_sent_has_a_lease",
            ),
        ),
    ]
