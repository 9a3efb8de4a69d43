"""The tea house's section in place of those of the installed apps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from linli.ground.rulepacks import registry
from linli.ground.rulepacks.actions import publish_pack
from linli.ground.rulepacks.tests.tea import TeaPack

TEA = Path(__file__).with_name("tea.yaml")


def forget_defaults() -> None:
    registry.default_document.cache_clear()
    registry.default_digest.cache_clear()


@pytest.fixture(autouse=True)
def _only_tea() -> Iterator[None]:
    installed = dict(registry.SECTIONS)
    registry.SECTIONS.clear()
    registry.section("tea", TeaPack, file=TEA)
    yield
    registry.SECTIONS.clear()
    registry.SECTIONS.update(installed)
    forget_defaults()


@pytest.fixture
def ship(tmp_path: Path):
    """Ship a release whose default file for tea says this."""

    def release(text: str) -> None:
        file = tmp_path / f"{len(list(tmp_path.iterdir()))}.yaml"
        file.write_text(text, encoding="utf-8")
        registry.SECTIONS.clear()
        registry.section("tea", TeaPack, file=file)

    return release


@pytest.fixture
def write(cast, monday):
    """Publish a pack: place, text, and the day it begins (the Monday of the tests)."""

    def publish(place_code: str, text: str, valid_from: date | None = None, **more):
        more = {"note": "临新社治〔2026〕3号", "by": cast.lin, "at": monday} | more
        day = valid_from or monday.date()
        return publish_pack(place_code=place_code, text=text, valid_from=day, **more)

    return publish
