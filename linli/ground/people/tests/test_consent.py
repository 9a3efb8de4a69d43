"""The registry of purposes and the ledger of consents."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import ValidationError

from linli.ground.journal.models import Entry
from linli.ground.people.actions import (
    AlreadyWithdrawn,
    NotAllowed,
    declare_purposes,
    give_consent,
    withdraw_consent,
)
from linli.ground.people.models import Consent, ProcessingPurpose, PurposeText
from linli.ground.people.purposes import Purpose, shipped
from linli.ground.people.sealed import sealed_fields, sealed_models
from linli.ground.people.tests.street import NOW

LATER = NOW + timedelta(days=1)


@pytest.fixture
def text(chen) -> PurposeText:
    """What residents are told about other ways of contact."""
    declare_purposes(shipped(), by=chen, at=NOW)
    return PurposeText.objects.get(purpose__code="other_contacts", version=1)


def test_what_residents_are_told_has_no_gap_where_the_file_breaks_a_line():
    assert [each.code for each in shipped() if " " in each.text] == []


def test_every_sealed_column_of_the_ground_has_a_purpose():
    named = {column for purpose in shipped() for column in purpose.fields}
    ground = ("people.", "notices.")
    columns = {field.context for model in sealed_models() for field in sealed_fields(model)}
    assert {column for column in columns if column.startswith(ground)} == named


def test_a_purpose_without_a_lawful_basis_is_refused():
    with pytest.raises(ValidationError, match="basis"):
        Purpose.model_validate(shipped()[0].model_dump() | {"basis": "curiosity"})


def test_declaring_twice_changes_nothing(chen, text):
    assert declare_purposes(shipped(), by=chen, at=LATER) == []
    assert ProcessingPurpose.objects.count() == PurposeText.objects.count() == len(shipped())


def test_a_changed_text_is_a_new_version_and_the_old_consent_stays_with_the_old(chen, zhou, text):
    given = give_consent(zhou, text=text, by=zhou.user, at=NOW)
    old = next(purpose for purpose in shipped() if purpose.code == "other_contacts")
    changed = old.model_copy(update={"text": "告知文本的新版本：内容有变化。"})
    assert [text.version for text in declare_purposes([changed], by=chen, at=LATER)] == [2]
    given.refresh_from_db()
    assert given.text == text


def test_consent_is_given_once_and_withdrawn_once(zhou, text):
    given = give_consent(zhou, text=text, by=zhou.user, at=NOW)
    assert give_consent(zhou, text=text, by=zhou.user, at=LATER) == given
    assert withdraw_consent(given, by=zhou.user, at=LATER).withdrawn_at == LATER
    with pytest.raises(AlreadyWithdrawn):
        withdraw_consent(given, by=zhou.user, at=LATER)
    events = [entry.event for entry in Entry.objects.about(zhou)]
    assert events == ["people.consent_given", "people.consent_withdrawn"]


def test_consent_given_again_after_withdrawal_is_a_new_row(zhou, text):
    withdraw_consent(give_consent(zhou, text=text, by=zhou.user, at=NOW), by=zhou.user, at=NOW)
    give_consent(zhou, text=text, by=zhou.user, at=LATER)
    assert Consent.objects.count() == 2
    assert Consent.objects.in_force().get().given_at == LATER


def test_a_clerk_records_consent_given_on_paper(zhou, chen, text):
    assert give_consent(zhou, text=text, by=chen, at=NOW).resident == zhou


def test_a_neighbour_neither_gives_nor_withdraws_her_consent(zhou, wu, he, text):
    given = give_consent(zhou, text=text, by=zhou.user, at=NOW)
    for user in (wu.user, he):
        with pytest.raises(NotAllowed):
            give_consent(zhou, text=text, by=user, at=NOW)
        with pytest.raises(NotAllowed):
            withdraw_consent(given, by=user, at=NOW)
    assert Consent.objects.in_force().count() == 1
