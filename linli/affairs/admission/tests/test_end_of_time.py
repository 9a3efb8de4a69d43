"""When their time is over no word of items, tasks and refusals is left; hours and money are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.affairs.admission import actions
from linli.affairs.admission.models import Admission, Refusal, Task
from linli.affairs.admission.tests import stages
from linli.affairs.admission.tests.stages import MINUTE, part_of
from linli.ground.journal.queries import broken_links
from linli.ground.privacy.actions import end_all
from linli.ground.privacy.scan import scan
from linli.matters.actions import attach, comment
from linli.matters.attachments import Content
from linli.matters.models import Matter

NAME = "白秋月"
LATER = timedelta(days=3 * 366 + 30)
TEXTS = ("basis", "content", "staff", "data_needed", "training", "evaluation", "exemption_reason")


@pytest.fixture
def item(cast, monday, tmp_path, settings, deliver_all) -> Admission:
    """An item with a task that was returned and one that was refused, with a name in every text."""
    settings.MEDIA_ROOT, at = tmp_path, monday
    made = stages.exempted(cast, at, title=NAME, **dict.fromkeys(TEXTS, NAME))
    told = dict.fromkeys(("title", "content", "evidence"), NAME)
    done, refused = (stages.handed_out(cast, at, item=made, **told) for _time in range(2))
    at += 20 * MINUTE
    actions.report_part(done, part=part_of(done), text=NAME, hours=7, by=cast.chen, at=at)
    actions.return_part(done, part=part_of(done), note=NAME, by=cast.liu, at=at)
    file = Content(f"{NAME}.pdf", "application/pdf", NAME.encode())
    attach(done, contents=[file], stage="after", by=cast.chen, at=at)
    comment(done, text=NAME, audience="internal", by=cast.chen, at=at)
    actions.call_off(done, note=NAME, by=cast.liu, at=at)
    part = part_of(refused)
    actions.refuse_part(refused, part=part, ground="beyond", note=NAME, by=cast.chen, at=at)
    actions.finish(refused, by=cast.liu, at=at)
    report = Refusal.objects.get()
    actions.state_position(report, text=NAME, by=cast.liu, at=at)
    actions.uphold(report, ruling=NAME, by=cast.lin, at=at)
    actions.withdraw(made, note=NAME, by=cast.lin, at=at)
    deliver_all()
    return made


def test_no_word_is_left_and_hours_and_decisions_stay(
    cast, monday, item, tmp_path, django_capture_on_commit_callbacks
):
    assert len({found.where for found in scan([NAME], [tmp_path])}) > 10
    with django_capture_on_commit_callbacks(execute=True):
        end_all(by=cast.system, at=monday + LATER)
    assert list(scan([NAME], [tmp_path])) == []
    assert set(Task.objects.values_list("hours", "item")) == {(6, item.pk)}
    assert Refusal.objects.values_list("state", "ground").get() == ("upheld", "beyond")
    assert list(broken_links()) == []


def test_what_is_in_force_never_ends(cast, monday):
    made = stages.active(cast, monday)
    end_all(by=cast.system, at=monday + LATER)
    assert Admission.objects.get(pk=made.pk).basis == made.basis
    assert Matter.objects.get(pk=made.pk).archived_at is None
