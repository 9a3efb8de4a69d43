"""Every page in a browser, once for each of those to whom it is another: what is wrong with it.

A page is opened in Chinese and in light colours; then its English words in large type are put in
its place, in dark colours; and its words stand once more where no scripts run. That is one load of
a page, and no more. Links lead on, until no page is left that was not seen.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
)

from linli.faces.web.context import LARGE_TYPE_COOKIE
from linli.ground.org.models import User
from tests.doors.pages import Leads, within
from tests.journeys.browser import PHONE, serious

WIDER = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  const all = [...document.querySelectorAll("body *")];
  const out = all.filter((each) => each.getBoundingClientRect().right > innerWidth);
  const wide = document.documentElement.scrollWidth;
  const told = out.slice(0, 3).map((each) => each.outerHTML.slice(0, 80));
  return [`wider than the screen, ${wide} on ${innerWidth}: ${told}`];
}"""
SAYS = """() => {
  const apart = "code, kbd, pre, script, noscript, style, template, textarea, [lang]:not(html)";
  const texts = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  const said = new Set();
  while (texts.nextNode()) {
    if (!texts.currentNode.parentElement.closest(apart)) said.add(texts.currentNode.data.trim());
  }
  for (const name of ["placeholder", "title", "aria-label", "alt"]) {
    for (const each of document.querySelectorAll(`[${name}]`)) {
      if (!each.closest(apart)) said.add(each.getAttribute(name).trim());
    }
  }
  return [...said].filter(Boolean);
}"""
"""What a page says, seen or read out, without what is code or in another language by intent."""

PUT = """(html) => {
  const given = new DOMParser().parseFromString(html, "text/html");
  for (const sheet of given.querySelectorAll("link[rel=stylesheet]")) {
    const known = document.querySelector(`link[href="${sheet.getAttribute("href")}"]`);
    if (!known) document.head.append(sheet);
  }
  document.title = given.title;
  document.documentElement.className = given.documentElement.className;
  document.documentElement.lang = given.documentElement.lang;
  document.body.replaceWith(document.adoptNode(given.body));
}"""
"""Puts the words of another page into the place of those that are shown."""

STYLED = "() => [...document.querySelectorAll('link[rel=stylesheet]')].every(({ sheet }) => sheet)"

WITHOUT_SCRIPTS = """() => {
  const seen = (what) => [...document.querySelectorAll(what)]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }));
  const told = (wrong, all) => all.map((each) =>
    `${wrong}: ${each.tagName} ${each.id || each.className || each.getAttribute("action")}`);
  const sends = seen("button:not([type=button], [type=reset]), input[type=submit]");
  return [
    ...told("does nothing", seen("button[type=button], a[href='#']")),
    ...told("cannot be sent", seen("form")
      .filter((form) => !sends.some((each) => each.form === form))),
    ...told("says nothing", seen("[data-atlas], [data-map-card], [data-chart-card]")
      .filter((each) => !each.innerText.trim())),
  ];
}"""
"""What a page without scripts offers in vain: a button that does nothing, a form without one."""

COLOURS = ("color-contrast", "target-size")
"""What axe-core may find anew where only colours, sizes and language are others."""

DRAWN = "[data-atlas], [data-map-card], [data-chart-card]"
DESK = {"width": 1440, "height": 900}
SAFE = {"default-src 'self'", "script-src 'self'", "style-src 'self'"}

Said = Callable[[str, str], list[str]]
"""Which words of a text are none of the language, by language and text."""


@dataclass
class Tour:
    """A walk of somebody through the pages that nobody has seen before."""

    browser: Browser
    address: str
    foreign_words: Said
    seen: set[tuple[str, ...]] = field(default_factory=set)
    routes: set[str] = field(default_factory=set)
    """Of all that was asked for, parts of pages and files too."""
    opened: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def by(self, who: str, user: User | None, *starts: str) -> None:
        """Follow what leads on from these addresses, as somebody; nobody is not signed in."""
        walk = Walk(self, who, session(user))
        waiting = list(starts)
        while waiting:
            path = waiting.pop(0)
            known = kind(path, who)
            if known in self.seen:
                continue
            self.seen.add(known)
            waiting += walk.open(path)
        walk.end()


@dataclass
class Walk:
    """What one of them opens, with a browser that runs scripts and one that does not."""

    tour: Tour
    who: str
    session: str

    def __post_init__(self) -> None:
        self.scripted, self.page = self._begin(java_script_enabled=True)
        self.bare, self.plain = self._begin(java_script_enabled=False)
        self.page.on("request", self._asked)
        self.page.on("pageerror", lambda error: self._wrong("script", [str(error)]))
        self.page.on("console", lambda told: self._wrong("console", complaint(told)))
        self.plain.goto(f"{self.tour.address}/offline/")
        self.path = ""

    def _begin(self, **given: bool) -> tuple[BrowserContext, Page]:
        context = self.tour.browser.new_context(
            viewport=DESK,
            locale="zh-CN",
            reduced_motion="reduce",
            service_workers="block",
            **given,
        )
        signed_in = {"name": "sessionid", "value": self.session, "url": self.tour.address}
        context.add_cookies([signed_in] if self.session else [])
        return context, context.new_page()

    def end(self) -> None:
        """Close the browsers."""
        self.scripted.close()
        self.bare.close()

    def open(self, path: str) -> list[str]:
        """Look at a page in every way; where it leads."""
        self.path = path
        english = self._ask()
        here = str(english.request["PATH_INFO"])
        self.tour.routes |= {"/" + resolve(urlsplit(path).path).route, "/" + resolve(here).route}
        if not is_page(english):
            english.close()
            return []
        if here in OWN:
            drawn = (here, *sorted({str(each.name) for each in english.templates}))
            if drawn in self.tour.seen:
                return leads_of(here, english.text)
            self.tour.seen.add(drawn)
        self.tour.opened.append(f"{self.who} {path}")
        html = self._in_chinese()
        self._in_english(english.text)
        return leads_of(here, html)

    def _ask(self) -> Any:
        """The page in English and in large type, as it is sent, where all that leads there ends."""
        client = Client(headers={"accept-language": "en", "host": "127.0.0.1"})
        client.cookies.load({"sessionid": self.session, LARGE_TYPE_COOKIE: "1"})
        return client.get(self.path, follow=True)

    def _in_chinese(self) -> str:
        answer = self.page.goto(self.tour.address + self.path)
        assert answer, self.path
        html, home = answer.text(), self.tour.address
        policy = set(answer.headers.get("content-security-policy", "").split("; "))
        self._wrong("policy", sorted(SAFE - policy))
        self._wrong("status", [str(answer.status)] if answer.status >= 400 else [])
        self._wrong("abroad", [lead for lead in written_in(html) if abroad(lead, home)])
        if self.page.locator(DRAWN).count():
            self.page.wait_for_load_state("networkidle")
        self._says("zh-hans")
        self._wrong("light", serious(self.page))
        self._without_scripts(html)
        return html

    def _in_english(self, html: str) -> None:
        self._put(self.page, html)
        self.page.emulate_media(color_scheme="dark")
        self._says("en")
        self._wrong("dark, large", serious(self.page, "main", COLOURS))
        self._wrong("en, large", self.page.evaluate(WIDER))
        self.page.set_viewport_size(PHONE)
        self._wrong("en, large, phone", self.page.evaluate(WIDER))
        self.page.set_viewport_size(DESK)
        self.page.emulate_media(color_scheme="light")

    def _without_scripts(self, html: str) -> None:
        self._put(self.plain, html)
        self._wrong("without scripts", self.plain.evaluate(WITHOUT_SCRIPTS))

    def _put(self, page: Page, html: str) -> None:
        page.evaluate(PUT, html)
        while not page.evaluate(STYLED):
            page.wait_for_timeout(5)

    def _says(self, language: str) -> None:
        said = self.page.evaluate(SAYS)
        foreign = {text: self.tour.foreign_words(language, text) for text in said}
        self._wrong(language, [f"{words} in {text}" for text, words in foreign.items() if words])

    def _asked(self, request: Request) -> None:
        self._wrong("asks abroad", [request.url] if abroad(request.url, self.tour.address) else [])
        with suppress(Resolver404):
            self.tour.routes.add("/" + resolve(urlsplit(request.url).path).route)

    def _wrong(self, how: str, found: list[str]) -> None:
        self.tour.wrong += [f"{self.who} {self.path} {how}: {each}" for each in found]


def is_page(answer: Any) -> bool:
    """Whether this is a whole page to be read in a browser."""
    return "text/html" in answer.get("content-type", "") and "<main" in answer.text


def written_in(html: str) -> list[str]:
    """All addresses that a page names."""
    leads = Leads()
    leads.feed(html)
    return leads.found


def leads_of(here: str, html: str) -> list[str]:
    """Where a page leads on this site."""
    return [inside for lead in written_in(html) if (inside := within(here, lead))]


def complaint(message: ConsoleMessage) -> list[str]:
    """What a browser complains of on its console; but not that a part of a page has no icon."""
    bad = message.type == "error" and not message.location["url"].endswith("/favicon.ico")
    return [f"{message.text} {message.location['url']}"] if bad else []


def session(user: User | None) -> str:
    """The key of a session in which somebody is signed in."""
    client = Client()
    if user is None:
        return ""
    client.force_login(user)
    return client.cookies["sessionid"].value


def kind(path: str, who: str) -> tuple[str, ...]:
    """What an address shows: the pages of one kind are looked at once.

    A form that is open on a page is a kind of its own, and so is what each finds at their entrance.
    """
    asked = parse_qs(urlsplit(path).query)
    here = urlsplit(path).path
    own = (who,) if here in OWN else ()
    return (resolve(here).route, *asked.get("move", []), *asked.get("split", []), *own)


OWN = {"/", "/desk/", "/boards/"}
"""What is another page for everybody, unless it is put together from the same parts."""


def abroad(address: str, home: str) -> bool:
    """Whether an address leads to another host."""
    parts = urlsplit(address)
    return parts.scheme in {"http", "https"} and not address.startswith(home)
