"""Keep every app's Chinese catalogue in step with its code, without any gettext programs.

    python -m tools.messages update            # msgids from code and templates into the .po files
    python -m tools.messages compile           # .mo files next to them
    python -m tools.messages missing           # what is untranslated, uncertain or left over

Each may be given app folders (`linli/affairs/cases`); without them it does all apps.
"""

from __future__ import annotations

import argparse
import ast
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
LISTED = "INSTALLED_APPS"
TEXT = {".py", ".html", ".txt"}
NOT_TEXT = {"tests", "migrations", "locale", "static", "__pycache__"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """A message of an app that a reader of Chinese would not see in Chinese."""

    app: Path
    msgid: str
    why: str

    def __str__(self) -> str:
        return f"{self.app}: {self.why}: {self.msgid!r}"


def apps(root: Path = ROOT) -> list[Path]:
    """The folders of our own installed apps, read from the settings without starting Django."""
    for statement in ast.parse((root / "linli/settings.py").read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == LISTED:
            names: list[str] = ast.literal_eval(statement.value)
            ours = [name for name in names if name.startswith("linli.")]
            return [root.joinpath(*name.split(".")) for name in ours]
    raise LookupError(LISTED)


def extracted(app: Path) -> Catalog:
    """The messages that stand in an app's code and templates, in order of file and line."""
    catalog = _empty()
    for path in _sources(app):
        where = path.relative_to(app).as_posix()
        for _line, words, comments, context in _found_in(path):
            catalog.add(words, locations=[(where, 0)], auto_comments=comments, context=context)
    return catalog


def update(app: Path) -> Path | None:
    """Bring an app's catalogue in step with its code; translations that still apply stay."""
    template, path = extracted(app), app / CATALOGUE
    if not len(template) and not path.exists():
        return None
    catalog = _read(path)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = _text(catalog)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return path


def compile_catalogue(path: Path) -> Path:
    """Write the binary catalogue that Django reads, and only when it would differ."""
    compiled, catalog = io.BytesIO(), _read(path)
    catalog.creation_date = datetime(2000, 1, 1, tzinfo=UTC)  # the same words, the same bytes
    write_mo(compiled, catalog)
    target = path.with_suffix(".mo")
    if not target.exists() or target.read_bytes() != compiled.getvalue():
        target.write_bytes(compiled.getvalue())
    return target


def missing(app: Path, root: Path = ROOT) -> list[Gap]:
    """What an app's catalogue lacks, is unsure of, or keeps without need."""
    catalog, wanted = _read(app / CATALOGUE), extracted(app)
    name = app.relative_to(root)
    gaps = [
        Gap(name, _id(message), why)
        for message in wanted
        if message.id and (why := _gap(catalog.get(_id(message), message.context)))
    ]
    kept = [message for message in catalog if message.id]
    left = [m for m in kept if wanted.get(_id(m), m.context) is None]
    gaps += [Gap(name, _id(message), "left over") for message in left]
    gaps += [Gap(name, _id(message), "left over") for message in catalog.obsolete.values()]
    return gaps


def contradictions(folders: list[Path], root: Path = ROOT) -> list[Gap]:
    """The same words translated in two ways: Django would show one of them everywhere."""
    first: dict[tuple[str, str | None], tuple[Path, object]] = {}
    gaps = []
    for app in folders:
        for message in _read(app / CATALOGUE):
            if not message.id or not message.string:
                continue
            where, words = first.setdefault((_id(message), message.context), (app, message.string))
            if words != message.string:
                why = f"otherwise than in {where.relative_to(root)} (use pgettext)"
                gaps.append(Gap(app.relative_to(root), _id(message), why))
    return gaps


def _sources(app: Path) -> Iterator[Path]:
    for path in sorted(app.rglob("*")):
        if path.suffix in TEXT and not NOT_TEXT & set(path.relative_to(app).parts):
            yield path


def _found_in(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.strip() for line in lines)  # indentation means nothing there
    found = extract("python", io.BytesIO(text.encode()), KEYWORDS, ["Translators:"])
    for line, words, comments, context in found:
        yield line, words, list(comments), context


def _gap(message: Message | None) -> str:
    """Why a message would not be shown in Chinese; empty when it would."""
    if message is None:
        return "not in the catalogue"
    if message.fuzzy:
        return "uncertain"
    words = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return "" if words and all(words) else "untranslated"


def _id(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _empty() -> Catalog:
    return Catalog(locale="zh_Hans", header_comment="", fuzzy=False)


def _read(path: Path) -> Catalog:
    if not path.exists():
        return _empty()
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


HEADER = """\
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def _text(catalog: Catalog) -> str:
    """The catalogue as it stands in the file: no dates and no line numbers, so no churn."""
    body = io.BytesIO()
    write_po(body, catalog, width=100, omit_header=True, include_lineno=False)
    return HEADER + body.getvalue().decode().strip() + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Run one of the three jobs; `missing` ends with 1 when something is missing."""
    parser = argparse.ArgumentParser(prog="python -m tools.messages", description=__doc__)
    parser.add_argument("job", choices=["update", "compile", "missing"])
    parser.add_argument("apps", nargs="*", type=Path, metavar="app", help="folder of an app")
    chosen = parser.parse_args(arguments)
    folders = [folder.resolve() for folder in chosen.apps] or apps()
    if chosen.job == "missing":
        gaps = [gap for folder in folders for gap in missing(folder)] + contradictions(apps())
        print(*gaps, f"{len(gaps)} messages need attention.", sep="\n")
        return 1 if gaps else 0
    for folder in folders:
        path = update(folder) if chosen.job == "update" else folder / CATALOGUE
        if path and path.exists():
            print((path if chosen.job == "update" else compile_catalogue(path)).relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
