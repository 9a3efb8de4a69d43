"""What of a style sheet the pages use: a rule for a class that they never name is left out.

Tabler has a class for everything; a phone would read all of it before it paints a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import tinycss2
from tinycss2.ast import AtRule, LiteralToken, Node, QualifiedRule

LINLI = Path(__file__).resolve().parent.parent / "linli"
PAGES = ("*.html", "*.py", "*.js")
"""Where the names of classes stand."""

HOLDING_RULES = {"media", "supports", "layer", "container"}
WORD = re.compile(r"[\w-]+")


def words() -> set[str]:
    """Every word of templates, modules and scripts: among them all classes that a page can have."""
    found: set[str] = set()
    for pattern in PAGES:
        for path in LINLI.rglob(pattern):
            if not {"vendor", "tests", "migrations"} & set(path.parts):
                found.update(WORD.findall(path.read_text(encoding="utf-8")))
    return found


def used(css: str, named: set[str]) -> str:
    """The rules of which all classes are named, in their order.

    A class within a function, as in `:not(.x)`, does not count: without `.x` the rule still holds.
    """
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return "".join(_kept(rules, named))


def _kept(rules: list[Node], named: set[str]) -> Iterator[str]:
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            selectors = [each for each in _selectors(rule.prelude) if _classes(each) <= named]
            if selectors:
                written = ",".join(tinycss2.serialize(each).strip() for each in selectors)
                yield f"{written}{{{tinycss2.serialize(rule.content)}}}"
        elif isinstance(rule, AtRule) and rule.at_keyword in HOLDING_RULES and rule.content:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if kept := "".join(_kept(inner, named)):
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{kept}}}"
        else:
            yield rule.serialize()


def _selectors(prelude: list[Node]) -> list[list[Node]]:
    """The alternatives of a selector, which commas part."""
    found: list[list[Node]] = [[]]
    for token in prelude:
        if isinstance(token, LiteralToken) and token.value == ",":
            found.append([])
        else:
            found[-1].append(token)
    return found


def _classes(selector: list[Node]) -> set[str]:
    return {
        name.value
        for dot, name in pairwise(selector)
        if isinstance(dot, LiteralToken) and dot.value == "." and name.type == "ident"
    }
