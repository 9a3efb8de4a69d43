"""What residents read is Chinese throughout, and leads to no other host."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from linli.affairs.cases.tests import stages
from tests.cast import MONDAY

GRID = "990101001001001"
PUBLIC = (
    "/", "/report/", "/follow/", "/grids/", f"/grids/{GRID}/", f"/grids/{GRID}/poster/", "/around/",
    "/display/", "/drafts/", "/offline/", "/signin/phone/", "/signin/", "/no-such-page/",
)  # fmt: skip
OWN = ("/mine/", "/me/data/", "/me/data/looks/", "/notices/")
ALLOWED = {"English", "PDF", "JavaScript", "Ctrl+P", "Esc"}
SAID = {"aria-label", "alt", "placeholder", "title"}
ABROAD = re.compile(r"""(?:src|href|action|content)=["'](?:https?:)?//""")


class Words(HTMLParser):
    """The words that a reader sees or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.skip = False

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.skip = tag in {"script", "style"}
        self.found += [
            v for k, v in attrs if v and k in {"aria-label", "alt", "placeholder", "title"}
        ]

    def handle_data(self, data: str) -> None:
        if not self.skip:
            self.found.append(data)


def english(html: str) -> list[str]:
    """Words in Latin letters, addresses left out."""
    reader = Words()
    reader.feed(html)
    words = re.findall(r"[A-Za-z+]{3,}", re.sub(r"https?://\S+", "", " ".join(reader.found)))
    return [word for word in words if word not in ALLOWED]


@pytest.mark.parametrize("large", ["0", "1"])
def test_no_word_of_a_public_page_is_left_in_english(client, cast, large):
    client.cookies["django_language"] = "zh-hans"
    client.cookies["linli_large_type"] = large
    left = {path: english(client.get(path).content.decode()) for path in PUBLIC}
    assert {path: words for path, words in left.items() if words} == {}


def test_no_word_of_a_residents_own_pages_is_left_in_english(client, cast):
    case = stages.verified(cast, MONDAY)
    client.cookies["django_language"] = "zh-hans"
    client.force_login(cast.zhou)
    own = (*OWN, f"/my-case/{case.number}/")
    left = {path: english(client.get(path).content.decode()) for path in own}
    assert {path: words for path, words in left.items() if words} == {}


def test_no_public_page_leads_to_another_host_or_allows_its_code(client, cast):
    for path in PUBLIC:
        answer = client.get(path)
        assert ABROAD.findall(answer.content.decode()) == [], path
        assert "script-src 'self'" in answer["Content-Security-Policy"].split("; "), path


def test_a_word_left_in_english_is_noticed():
    assert english('<p>办理 <b title="Report">English</b> pending</p>') == ["Report", "pending"]
