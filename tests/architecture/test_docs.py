"""What the documents point to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.code import ROOT, each, files

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
ELSEWHERE = re.compile(r"^[a-z]+:|^//")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\s*(?:\$ )?make ([a-z]+)", re.MULTILINE)
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
READMES = [ROOT / "README.md", ROOT / "README.zh.md"]
DOCUMENTS = [*ROOT.glob("*.md"), *files("docs", "linli", "benchmarks", suffixes={".md"})]


def anchors(text: str) -> set[str]:
    """The anchors that a reader of Markdown makes of the headings, as GitHub does."""
    headings = HEADING.findall(FENCED.sub("", text))
    plain = (re.sub(r"[^\w\- ]", "", heading.strip().lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


def broken(text: str, folder: Path) -> list[str]:
    """The relative links that lead to no file, or to no heading of a file."""
    inside = FENCED.sub("", text)
    return [
        target
        for target in LINK.findall(inside)
        if not ELSEWHERE.match(target) and not leads_somewhere(target, inside, folder)
    ]


def leads_somewhere(target: str, text: str, folder: Path) -> bool:
    """Whether a relative link, in a document in `folder`, finds its file and its heading."""
    path, _, anchor = target.partition("#")
    other = folder / path
    if path and not other.exists():
        return False
    return not anchor or anchor in anchors(other.read_text("utf-8") if path else text)


def targets(makefile: str) -> set[str]:
    """What can be made."""
    return set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


@each(DOCUMENTS)
def test_every_link_and_picture_of_a_document_is_there(path: Path) -> None:
    assert broken(path.read_text(encoding="utf-8"), path.parent) == []


@each(READMES)
def test_the_commands_of_the_readme_can_be_made(path: Path) -> None:
    named = COMMAND.findall(path.read_text(encoding="utf-8"))
    assert {"demo", "test"} <= set(named)
    assert set(named) <= targets((ROOT / "Makefile").read_text(encoding="utf-8"))


@each(path for path in files("docs", suffixes={".md"}) if path.name != "README.md")
def test_every_document_stands_in_an_index(path: Path) -> None:
    index = path.parent / "README.md"
    index = index if index.exists() else ROOT / "docs" / "README.md"
    here = path.relative_to(index.parent).as_posix()
    assert f"]({here})" in index.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["[a](no.md)", "![a](images/no.png)", "[a](code.py#no-heading)"])
def test_a_broken_link_is_noticed(text: str) -> None:
    assert len(broken(text, Path(__file__).parent)) == 1


@pytest.mark.parametrize(
    "text", ["[a](code.py)", "[a](https://example.org/no)", "# A b\n[a](#a-b)", "```\n[a](b)\n```"]
)
def test_a_good_link_is_let_through(text: str) -> None:
    assert broken(text, Path(__file__).parent) == []
