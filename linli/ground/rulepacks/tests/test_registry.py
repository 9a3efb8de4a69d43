"""Sections and their default files."""

from __future__ import annotations

import pytest

from linli.ground.rulepacks.checks import default_files_are_valid
from linli.ground.rulepacks.registry import (
    SECTIONS,
    WrongSection,
    default_body,
    default_text,
    section,
)
from linli.ground.rulepacks.tests.conftest import TEA
from linli.ground.rulepacks.tests.tea import Limits, TeaPack


def messages() -> list[str]:
    return [message.msg.partition(".yaml: ")[2] for message in default_files_are_valid(None)]


def test_the_default_pack_is_the_commented_files_put_together(tmp_path):
    (tmp_path / "pack.yaml").write_text("cake:\n  serve: 1 hour\n  refund: 1 hour # at once\n")
    section("cake", Limits, file=tmp_path / "pack.yaml")
    assert (
        default_text() == TEA.read_text() + "\ncake:\n  serve: 1 hour\n  refund: 1 hour # at once\n"
    )
    assert default_body()["cake"] == {"serve": "1 hour", "refund": "1 hour"}


def test_default_files_that_fit_their_models_pass_the_check():
    assert messages() == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            TEA.read_text().replace("cups: 4 ", "cups: 40"),
            "line 7, tea.cups: The number must be at most 12.",
        ),
        (TEA.read_text() + "cake: {}\n", "line 12, cake: There is no such key."),
        ("", "tea: The file does not have the key “tea”."),
    ],
)
def test_a_default_file_that_does_not_fit_stops_the_start(ship, settings, text, message):
    settings.LANGUAGE_CODE = "en"
    ship(text)
    assert messages() == [message]
    assert [each.id for each in default_files_are_valid(None)] == ["linli.rulepacks.E001"]


def test_two_apps_cannot_have_the_same_section():
    with pytest.raises(WrongSection):
        section("tea", Limits, file=TEA)
    assert SECTIONS["tea"].model is TeaPack


def test_registering_the_same_section_again_does_nothing():
    assert section("tea", TeaPack, file=TEA) is not None
    assert list(SECTIONS) == ["tea"]


def test_a_section_without_a_default_file_is_refused(tmp_path):
    with pytest.raises(WrongSection):
        section("cake", Limits, file=tmp_path / "missing.yaml")
