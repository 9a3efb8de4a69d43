"""Walking through the pages as a browser without JavaScript would: links and forms that ask."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

ALIKE = 3
"""Addresses of one shape that are opened; there are many cases and many days."""


class Leads(HTMLParser):
    """Where a page leads: its links, and its forms with what they would send."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._form: tuple[str, dict[str, str]] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.found.append(given["href"])
        elif tag in {"img", "link", "script"} and given.get("src", given.get("href")):
            self.found.append(given.get("src") or given["href"])
        elif tag == "form" and given.get("method", "get").lower() == "get":
            self._form = (given.get("action", ""), {})
        elif self._form and given.get("name"):
            self._select = given["name"] if tag == "select" else ""
            self._form[1].setdefault(given["name"], given.get("value", ""))
        elif self._form and tag == "option" and self._select and given.get("value"):
            self._form[1][self._select] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._form:
            action, values = self._form
            self.found.append(f"{action}?{urlencode(values)}")
            self._form = None


@dataclass
class Walk:
    """What somebody came across: by address, the status and the text of the page."""

    client: Client
    most: int
    pages: dict[str, tuple[int, str]] = field(default_factory=dict)

    def from_(self, *starts: str) -> dict[str, tuple[int, str]]:
        """Follow everything that leads on from these addresses."""
        waiting, shapes = list(starts), Counter[str]()
        while waiting and len(self.pages) < self.most:
            address = waiting.pop(0)
            if address in self.pages or shapes[shape(address)] >= ALIKE:
                continue
            shapes[shape(address)] += 1
            self.pages[address] = status, text = self._open(address)
            if status == 200:
                leads = Leads()
                leads.feed(text)
                waiting += [inside for lead in leads.found if (inside := within(address, lead))]
        return self.pages

    def _open(self, address: str) -> tuple[int, str]:
        answer = self.client.get(address)
        if answer.status_code in {301, 302}:
            return self._follow(address, answer["Location"])
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        is_text = answer.get("Content-Type", "").startswith(("text/", "application/json"))
        return answer.status_code, content.decode() if is_text else ""

    def _follow(self, address: str, location: str) -> tuple[int, str]:
        inside = within(address, location)
        return (302, f'<a href="{inside}">') if inside else (302, "")


def shape(address: str) -> str:
    """An address without its numbers and values, to tell what is alike."""
    parts = urlsplit(address)
    names = sorted({pair.partition("=")[0] for pair in parts.query.split("&")})
    return re.sub(r"[0-9][0-9A-Za-z-]*", "#", parts.path) + "?" + "&".join(names)


def within(address: str, lead: str) -> str:
    """The lead as an address of this site; nothing where it leads elsewhere or to a static file."""
    parts = urlsplit(urljoin(address, lead))
    if parts.scheme or parts.netloc or parts.path.startswith(("/static/", "/i18n/")):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def addresses() -> list[tuple[str, list[str]]]:
    """Every address that there is: its route, and the names of what stands in it."""
    found: list[tuple[str, list[str]]] = []

    def look(patterns: list[URLPattern | URLResolver], before: str) -> None:
        for each in patterns:
            route = before + str(each.pattern)
            if isinstance(each, URLResolver):
                look(each.url_patterns, route)
            else:
                found.append((route, list(each.pattern.converters)))

    look(get_resolver().url_patterns, "/")
    return found


def filled(route: str, values: dict[str, str]) -> str:
    """A route with values in it; a number where none is known."""
    parts = []
    for part in route.split("/"):
        if part.startswith("<"):
            kind, _, name = part.strip("<>").rpartition(":")
            part = values.get(name) or ("1" if kind == "int" else "nothing")
        parts.append(part)
    return "/".join(parts)
