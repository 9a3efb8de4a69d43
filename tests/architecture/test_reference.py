"""The pages of the reference that are written by programs say what the code says."""

from __future__ import annotations

import pytest

from tools import openapi, reference

AGAIN = "Run: python -m tools.reference (or tools.openapi), and look at the difference."


@pytest.mark.parametrize("name", reference.PAGES)
def test_a_page_of_the_reference_is_up_to_date(name: str) -> None:
    written = (reference.FOLDER / name).read_text(encoding="utf-8")
    assert written == reference.PAGES[name](), AGAIN


def test_the_description_of_the_api_is_up_to_date() -> None:
    assert openapi.FILE.read_text(encoding="utf-8") == openapi.description(), AGAIN
