"""What doctor finds, and how it says so."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation

from linli.faces.commands import doctor
from linli.ground.org.models import Duty
from tests.cast import MONDAY

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_python_310_is_too_old() -> None:
    assert doctor.python((3, 10)).advice
    assert not doctor.python(sys.version_info[:2]).advice


def test_a_full_disk_is_found() -> None:
    assert doctor.disk(free=1024**3).advice
    assert not doctor.disk(free=50 * 1024**3).advice


def test_a_key_that_others_may_read_is_found(tmp_path: Path) -> None:
    key = tmp_path / "secret.key"
    key.touch(mode=0o644)
    [finding] = doctor.secrets(tmp_path)
    assert f"chmod 600 {key}" in finding.advice
    key.chmod(0o600)
    assert [finding.advice for finding in doctor.secrets(tmp_path)] == [""]


def test_missing_holidays_are_mild() -> None:
    finding = doctor.calendar([2027, 2028])
    assert finding.mild
    assert "2027, 2028" in finding.advice
    assert not doctor.calendar([]).advice


@pytest.mark.django_db
def test_a_new_database_without_worker_is_only_worth_a_look() -> None:
    findings = [doctor.database(), doctor.migrations(), doctor.worker(NOW), doctor.queue(NOW)]
    assert [finding.mild for finding in findings if finding.advice] == [True]


@pytest.mark.django_db
def test_a_job_that_waits_too_long_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at)"
            " VALUES ('q', 't', %s)",
            [datetime(2026, 3, 2, 0, 50, tzinfo=UTC)],
        )
    assert doctor.queue(NOW).advice
    assert not doctor.queue(datetime(2026, 3, 2, 0, 51, tzinfo=UTC)).advice


def test_findings_speak_chinese() -> None:
    with translation.override("zh-hans"):
        assert "安装" in doctor.python((3, 10)).advice


def test_a_finding_shows_its_sign_and_its_advice() -> None:
    assert str(doctor.Finding("Disk")) == "✓ Disk"
    assert str(doctor.Finding("Disk", "Make room.")) == "✗ Disk\n    → Make room."
    assert str(doctor.Finding("Years", "Upgrade.", mild=True)) == "! Years\n    → Upgrade."


@pytest.mark.parametrize(("role", "odd"), [("grid_worker", False), ("department_officer", True)])
def test_duties_that_do_not_fit_their_unit_are_named(cast, role: str, odd: bool) -> None:
    Duty.objects.filter(user=cast.li).update(role=role)
    finding = doctor.duties(MONDAY)
    assert (bool(finding.advice), finding.mild) == (odd, True)
    assert (str(cast.li) in finding.advice) is odd
