"""Units and people by a table in pages, and the units of places that are new."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.ground.journal.models import Entry
from linli.ground.org.actions import NotAllowed, import_staff
from linli.ground.org.handlers import give_new_places_units
from linli.ground.org.models import Duty, Unit, User
from linli.ground.places.actions import generate_grids
from linli.ground.sheets.checking import RowsRefused
from linli.ground.sheets.reading import Row
from tests.cast import MONDAY

UNITS = "编码,名称,类别,地点编码\n990101-YL,园林中心,department,990101\n"
GRID = "990101001001001"


def table(text: str, name: str = "units.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def staff(number: int, user: str, name: str, unit: str = GRID) -> Row:
    return Row(number, {"user": user, "name": name, "unit": unit, "role": "grid_worker"})


def test_units_come_from_a_table_and_the_same_table_changes_nothing(client, cast):
    client.force_login(cast.sysadmin)
    first = client.post("/org/units-table/", {"file": table(UNITS)})
    again = client.post("/org/units-table/", {"file": table(UNITS)})
    assert (first.context["done"].created, again.context["done"].unchanged) == (1, 1)
    assert Unit.objects.get(code="990101-YL").name == "园林中心"


def test_faults_of_a_table_are_shown_and_nothing_is_taken(client, cast):
    client.force_login(cast.sysadmin)
    answer = client.post("/org/units-table/", {"file": table(UNITS.replace("990101\n", "98\n"))})
    assert (answer.status_code, Unit.objects.filter(code="990101-YL").exists()) == (422, False)


@pytest.mark.parametrize("name", ["secadmin", "auditor", "li", "chen", "zhao", "liu", "he", "qian"])
def test_units_are_not_everybodys_to_set_up(client, cast, name):
    client.force_login(getattr(cast, name))
    assert client.post("/org/units-table/", {"file": table(UNITS)}).status_code == 403
    assert client.get("/org/units-table.xlsx").status_code == 404


@pytest.mark.parametrize("name", ["zhou", "wu"])
def test_residents_have_no_table_of_units(client, cast, name):
    client.force_login(getattr(cast, name))
    assert client.get("/org/units-table/").status_code == 404


def test_a_street_sets_up_no_units_of_the_district(client, cast):
    client.force_login(cast.sun)
    assert client.post("/org/units-table/", {"file": table(UNITS)}).status_code == 422
    assert not Unit.objects.filter(code="990101-YL").exists()


def test_the_table_of_units_explains_its_kinds(client, cast):
    client.force_login(cast.sysadmin)
    file = b"".join(client.get("/org/units-table.xlsx").streaming_content)
    form, kinds = openpyxl.load_workbook(io.BytesIO(file)).worksheets
    assert next(form.values)[:2] == ("单位编码", "单位名称")
    assert {code for _label, code in list(kinds.values)[1:]} == set(Unit.Kind.values)
    assert client.get("/org/units-table.csv").status_code == 200
    assert client.get("/org/units-table.pdf").status_code == 404


def test_people_who_are_not_there_are_set_up_with_their_duties(cast):
    rows = [staff(2, "li", "李晓梅", "990101001001002"), staff(3, "Ma.Li", "马莉")]
    done, new = import_staff(rows=rows, by=cast.secadmin, at=MONDAY)
    ((user, secret),) = new
    assert (done.created, user.username, user.password_temporary) == (2, "Ma.Li", True)
    assert user.check_password(secret)
    assert Duty.objects.get(user=user).unit.code == GRID


def test_the_same_table_sets_nobody_up_again(cast):
    rows = [staff(2, "mali", "马莉")]
    import_staff(rows=rows, by=cast.secadmin, at=MONDAY)
    done, new = import_staff(rows=rows, by=cast.secadmin, at=MONDAY)
    assert (done.unchanged, new) == (1, [])


@pytest.mark.parametrize(
    "row", [staff(2, "mali", ""), staff(2, "ma li", "马莉"), staff(2, "mali", "马莉", "0")]
)
def test_a_row_at_fault_sets_nobody_up(cast, row):
    with pytest.raises(RowsRefused):
        import_staff(rows=[row], by=cast.secadmin, at=MONDAY)
    assert not User.objects.filter(username="mali").exists()


@pytest.mark.parametrize("name", ["sysadmin", "auditor", "lin", "zhao"])
def test_only_the_security_administrator_sets_people_up(cast, name):
    with pytest.raises(NotAllowed):
        import_staff(rows=[staff(2, "mali", "马莉")], by=getattr(cast, name), at=MONDAY)


def test_passwords_of_new_people_are_shown_this_once(client, cast):
    client.force_login(cast.secadmin)
    text = f"用户名,姓名,单位编码,角色\nmali,马莉,{GRID},grid_worker\n"
    answer = client.post("/org/duties/import/", {"file": table(text), "set_up": "on"})
    ((user, secret),) = answer.context["new"]
    assert secret in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert user.name == "马莉"


def test_a_new_grid_gets_its_unit(cast):
    community = "990101002001"
    new = generate_grids(community_code=community, count=3, by=cast.sysadmin, at=MONDAY)
    entries = list(Entry.objects.filter(event="places.generated"))
    give_new_places_units(entries)
    units = Unit.objects.filter(place__in=new)
    assert [unit.parent.code for unit in units] == [community, community]
    give_new_places_units(entries)
    assert Unit.objects.filter(place__in=new).count() == 2
