from django.db import migrations

import linli.ground.people.fields


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0003_codes_by_address'),
    ]

    operations = [
        migrations.AddField(
            model_name='preference',
            name='phone',
            field=linli.ground.people.fields.SealedField(default='', verbose_name='mobile number'),
            preserve_default=False,
        ),
    ]
