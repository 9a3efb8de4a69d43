"""Templates: nothing inline, nothing from elsewhere (the content security policy forbids both)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.code import each, files, nothing_in

TAGS = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->", re.DOTALL)
INLINE = {
    "inline script": re.compile(r"<script(?![^>]*\ssrc\s*=)[^>]*>", re.IGNORECASE),
    "inline style": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\s(?:data-)?(?:hx-)?on[a-z:-]+\s*=", re.IGNORECASE),
    "script in an address": re.compile(r"javascript:|[\"']\s*js:", re.IGNORECASE),
}
FOREIGN = re.compile(
    r"\s(?:src|srcset|href|xlink:href|action|formaction|poster|data|hx-[a-z]+)"
    r"\s*=\s*[\"']?\s*(?:https?:)?//",
    re.IGNORECASE,
)


def inline(template: str) -> list[str]:
    """What the page would run or style from within."""
    markup = TAGS.sub("", template)
    return [
        f"{what}: {found[0]}" for what, form in INLINE.items() for found in form.finditer(markup)
    ]


def foreign(template: str) -> list[str]:
    """Attributes that fetch from, or lead to, another host."""
    return [found[0].strip() for found in FOREIGN.finditer(TAGS.sub("", template))]


TEMPLATES = [p for p in files("linli", suffixes=[".html", ".svg"]) if "data" not in p.parts]


@each(TEMPLATES)
def test_a_template_has_nothing_inline(path: Path) -> None:
    nothing_in(inline(path.read_text(encoding="utf-8")))


@each(TEMPLATES)
def test_a_template_fetches_nothing_from_another_host(path: Path) -> None:
    nothing_in(foreign(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        '<script type="module">go()</script>',
        "<style>a{}</style>",
        '<p class="a" style="color:red">',
        '<p style="{{ colour }}">',
        '<button onclick="go()">',
        '<button hx-on:click="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_something_inline_is_noticed(markup: str) -> None:
    assert len(inline(markup)) == 1


@pytest.mark.parametrize(
    "markup",
    [
        '<script src="{% static \'web/linli.js\' %}" type="module"></script>',
        "{% include 'a.html' with once=True style=small only %}",
        "<p>Say style = plain, once=true.</p>",
        "<!-- <style> -->",
    ],
)
def test_what_is_not_inline_is_let_through(markup: str) -> None:
    assert inline(markup) == []


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="https://elsewhere.org/a.png">',
        "<link href=//cdn.org/a.css>",
        '<a href="http://a">',
    ],
)
def test_another_host_is_noticed(markup: str) -> None:
    assert len(foreign(markup)) == 1


def test_a_namespace_is_no_host() -> None:
    assert foreign('<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/></svg>') == []
