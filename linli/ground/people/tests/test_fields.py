"""A sealed column: encrypted in the database, masked in the program."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection
from django.template import Context, Template

from linli.ground.people.ciphers import WrongKey
from linli.ground.people.models import Resident

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ZHOU = {"name": "周秀兰", "phone": "13800000001", "created_at": NOW}


def test_a_value_is_masked_from_the_moment_it_is_assigned():
    resident = Resident(name="周秀兰")
    assert (str(resident.name), resident.name.open()) == ("周*兰", "周秀兰")


def test_a_template_a_debugger_and_a_fixture_show_the_mask():
    resident = Resident(pk=1, **ZHOU)
    shown = Template("{{ r }} {{ r.name }} {{ r.phone }}").render(Context({"r": resident}))
    assert shown == "周*兰 周*兰 138****0001"
    assert repr(resident.name) == "<Sealed people.resident.name>"
    assert "周秀兰" not in serializers.serialize("json", [resident])


@pytest.mark.django_db
def test_the_database_holds_nothing_readable():
    resident = Resident.objects.create(**ZHOU)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM people_resident WHERE id = %s", [resident.pk])
        row = cursor.fetchone()
    assert all(isinstance(value, bytes) for value in row)
    assert "周秀兰".encode() not in row[0]
    assert b"13800000001" not in row[1]


@pytest.mark.django_db
def test_a_row_read_again_opens_to_the_same_text():
    pk = Resident.objects.create(**ZHOU).pk
    assert Resident.objects.get(pk=pk).name.open() == "周秀兰"
    assert Resident.objects.values_list("phone", flat=True).get(pk=pk).open() == "13800000001"


@pytest.mark.django_db
def test_a_row_saved_again_is_not_sealed_twice():
    resident = Resident.objects.get(pk=Resident.objects.create(**ZHOU).pk)
    resident.save()
    assert Resident.objects.get(pk=resident.pk).name.open() == "周秀兰"


@pytest.mark.django_db
def test_an_absent_value_is_empty_and_false():
    resident = Resident.objects.get(pk=Resident.objects.create(**ZHOU).pk)
    assert (bool(resident.id_number), str(resident.id_number)) == (False, "")
    assert resident.id_number.open() == ""
    assert bool(resident.name)


def test_a_value_taken_from_another_column_is_tied_to_the_new_one():
    resident = Resident(name="周秀兰")
    other = Resident(id_number=resident.name)
    assert other.id_number.context == "people.resident.id_number"
    assert other.id_number.open() == "周秀兰"


@pytest.mark.parametrize("lookup", ["name", "name__contains", "name__in", "name__gt"])
def test_a_sealed_column_cannot_be_searched(lookup):
    with pytest.raises(FieldError):
        str(Resident.objects.filter(**{lookup: "周秀兰"}).query)


@pytest.mark.django_db
def test_another_key_does_not_open_what_is_there(settings):
    resident = Resident.objects.create(**ZHOU)
    key, search = (base64.b64encode(b"x" * size).decode() for size in (16, 32))
    settings.KEYS = f"1:{key},search:{search}"
    with pytest.raises(WrongKey, match=r"people\.resident\.name"):
        str(Resident.objects.get(pk=resident.pk).name)
