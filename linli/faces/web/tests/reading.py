"""Reads a page as a person would: the words in it and where its links lead."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"img", "input", "meta", "link", "br", "use"}


class _Reader(HTMLParser):
    def __init__(self, wanted: str) -> None:
        super().__init__()
        tag, _, css_class = wanted.split()[-1].partition(".")
        self.tag, self.css_class = tag, css_class
        self.depth, self.found = 0, []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if self.depth and tag not in VOID:
            self.depth += 1
        elif tag == self.tag and (not self.css_class or self.css_class in classes):
            self.depth = 1
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if self.depth and tag not in VOID:
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.found[-1] += data


def texts(html: str, wanted: str) -> list[str]:
    """The words in every element of a kind (`li`, `a.chip`), spaces evened out."""
    reader = _Reader(wanted)
    reader.feed(html)
    return [" ".join(words.split()) for words in reader.found]


def attributes(html: str, name: str, start: str) -> list[str]:
    """The values of an attribute, wherever it stands, that begin in this way."""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list) -> None:
            found.extend(v for k, v in attrs if k == name and v and v.startswith(start))

    Reader().feed(html)
    return found
