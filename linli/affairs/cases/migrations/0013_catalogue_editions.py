"""Editions of the dispatch catalogue, drafts of the next, and why a case came to a unit."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from linli.ground.reference.stamping import NEEDS, stamped


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0012_look_backs_warn'),
        ('org', '0006_tokenuse'),
        ('places', '0003_stamped'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        NEEDS,
    ]

    operations = [
        migrations.CreateModel(
            name='CatalogueDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begun_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('dropped_at', models.DateTimeField(null=True)),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-begun_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='CatalogueEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('change', models.CharField(choices=[('begun', 'As it stood before the first change'), ('added', 'A line was added'), ('ended', 'A line was ended'), ('draft', 'A draft went live'), ('back', 'Back to an earlier edition')], max_length=8)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('valid_from', models.DateField()),
                ('at', models.DateTimeField()),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('draft', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='edition', to='cases.cataloguedraft')),
            ],
            options={
                'ordering': ('-number',),
            },
        ),
        migrations.AddField(
            model_name='cataloguedraft',
            name='back_to',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.catalogueedition'),
        ),
        migrations.AddField(
            model_name='dispatchrule',
            name='begun_in',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='begun', to='cases.catalogueedition'),
        ),
        migrations.AddField(
            model_name='dispatchrule',
            name='ended_in',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ended', to='cases.catalogueedition'),
        ),
        migrations.CreateModel(
            name='Dispatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=32)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField()),
                ('returned_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dispatches', to='cases.case')),
                ('edition', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.catalogueedition')),
                ('rule', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dispatches', to='cases.dispatchrule')),
                ('suggested', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'verbose_name_plural': 'dispatches',
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='DraftLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category_code', models.CharField(blank=True, db_collation='C', max_length=6)),
                ('level', models.CharField(blank=True, choices=[('grid', 'Grid'), ('community', 'Community'), ('street', 'Street'), ('department', 'Department'), ('district', 'District')], max_length=12)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='cases.cataloguedraft')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='places.place')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='org.unit')),
            ],
            options={
                'ordering': ('category_code', 'place_id'),
            },
        ),
        migrations.CreateModel(
            name='Rehearsal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('months', models.PositiveSmallIntegerField()),
                ('since', models.DateTimeField()),
                ('done', models.PositiveSmallIntegerField(default=0)),
                ('cases', models.PositiveIntegerField(default=0)),
                ('at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rehearsals', to='cases.cataloguedraft')),
            ],
            options={
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='Rehearsed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category_code', models.CharField(blank=True, db_collation='C', max_length=6)),
                ('moves', models.BooleanField(help_text='whether `was` and `now` differ')),
                ('cases', models.PositiveIntegerField()),
                ('above', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.dispatchrule')),
                ('line', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cases.draftline')),
                ('now', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ('place', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('rehearsal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='cases.rehearsal')),
                ('rule', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.dispatchrule')),
                ('was', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ('went', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'verbose_name_plural': 'rehearsed',
            },
        ),
        migrations.AddConstraint(
            model_name='catalogueedition',
            constraint=models.UniqueConstraint(fields=('district', 'number'), name='editions_of_a_district_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='catalogueedition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('change__in', ('begun', 'added', 'ended')), ('draft__isnull', True)), models.Q(('change__in', ('draft', 'back')), ('draft__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='a_draft_goes_live_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='cataloguedraft',
            constraint=models.CheckConstraint(condition=models.Q(('changed_at__gte', models.F('begun_at'))), name='a_draft_changes_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.CheckConstraint(condition=models.Q(('suggested__isnull', True), ('rule__isnull', False), _connector='OR'), name='a_suggested_unit_comes_from_a_rule'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.CheckConstraint(condition=models.Q(('returned_at__isnull', True), ('returned_at__gte', models.F('at')), _connector='OR'), name='a_case_is_returned_after_its_dispatch'),
        ),
        migrations.AddConstraint(
            model_name='draftline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('level', ''), ('unit__isnull', False)), models.Q(('unit__isnull', True), models.Q(('level', ''), _negated=True)), _connector='OR'), name='draft_line_names_a_unit_or_a_level'),
        ),
        migrations.AddConstraint(
            model_name='draftline',
            constraint=models.UniqueConstraint(fields=('draft', 'category_code', 'place'), name='a_draft_says_once_where_a_thing_at_a_place_goes'),
        ),
        stamped("cases_catalogueedition"),
    ]
