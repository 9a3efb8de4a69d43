from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("org", "0004_stamped")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="password_set_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="password_temporary",
            field=models.BooleanField(default=False),
        ),
    ]
