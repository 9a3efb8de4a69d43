from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("matters", "0006_seal_the_files")]

    operations = [migrations.RemoveField(model_name="attachment", name="digest")]
