"""Chinese is complete: every text for people has its translation."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.code import LINLI, each, modules, nothing_in
from tools import messages

APPS = messages.apps()
# Django translates the names of languages itself.
SETTINGS = LINLI / "settings.py"


@each(APPS)
def test_every_text_of_an_app_is_translated(path: Path) -> None:
    nothing_in([str(gap) for gap in messages.missing(path)])


def test_the_same_words_are_translated_the_same_way_in_every_app() -> None:
    nothing_in([str(gap) for gap in messages.contradictions(APPS)])


@each(
    module
    for module in modules("linli", tests=False)
    if module != SETTINGS and not any(app in module.parents for app in APPS)
)
def test_text_for_people_stands_in_an_app_with_a_catalogue(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert "django.utils.translation" not in source, (
        "Install the folder as an app, or move the text."
    )
