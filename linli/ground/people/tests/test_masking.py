"""What is left of personal data under its mask."""

from __future__ import annotations

import pytest

from linli.ground.people import masking


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("张三", "张*"),
        ("欧阳", "欧*"),
        ("欧阳娜", "欧阳*"),
        ("欧阳娜娜", "欧阳*娜"),
        ("王某明", "王*明"),
        ("阿依古丽", "阿**丽"),
        ("张", "*"),
        ("", ""),
    ],
)
def test_a_name_shows_its_surname(text, shown):
    assert masking.name(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13812345678", "138****5678"),
        ("01066668888", "010****8888"),
        ("07312345678", "0731***5678"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_a_phone_shows_its_ends(text, shown):
    assert masking.phone(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("11010519491231002X", "110***********002X"),
        ("E12345678", "E******78"),
        ("1234", "****"),
    ],
)
def test_a_document_number_shows_its_ends(text, shown):
    assert masking.id_number(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("青梧街道桂花里3栋2单元501室", "青梧街道桂花里3栋***"),
        ("桂花里小区12号楼1单元302", "桂花里小区12号楼***"),
        ("桂花里小区12号楼", "桂花里小区12号楼"),
        ("青梧路88号附3", "青梧路88号***"),
        ("桂花里501", "桂花里***"),
        ("2单元501室", "***"),
        ("桂花里", "桂花里"),
    ],
)
def test_an_address_goes_down_to_the_building(text, shown):
    assert masking.address(text) == shown


def test_nothing_is_left_where_everything_is_hidden():
    assert (masking.everything("微信号"), masking.everything("")) == ("***", "")
