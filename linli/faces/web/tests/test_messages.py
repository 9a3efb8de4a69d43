"""The tool that keeps catalogues in step: tools/messages.py."""

from __future__ import annotations

import gettext

import pytest

from tools import messages

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
a = _("Report")
b = ngettext("%(count)d day", "%(count)d days", 3)
c = pgettext("of a form", "Send")
"""
PAGE = """{% load i18n %}
    <ul>
        <li>{% translate "Follow" %}
      </li>
{% blocktranslate trimmed with n=3 %}Photo
 {{ n }}{% endblocktranslate %}"""


@pytest.fixture
def app(tmp_path):
    folder = tmp_path / "linli/faces/example"
    (folder / "templates/example").mkdir(parents=True)
    (folder / "tests").mkdir()
    (folder / "words.py").write_text(CODE)
    (folder / "templates/example/page.html").write_text(PAGE)
    (folder / "tests/test_it.py").write_text('_("Never shown")')
    return folder


def _translate(app, replacements):
    path = app / messages.CATALOGUE
    text = path.read_text()
    for msgid, chinese in replacements.items():
        text = text.replace(f'msgid "{msgid}"\nmsgstr ""', f'msgid "{msgid}"\nmsgstr "{chinese}"')
    path.write_text(text)


def _complete(app):
    messages.update(app)
    chinese = {"Report": "反映", "Send": "提交", "Follow": "查询", "Photo %(n)s": "照片 %(n)s"}
    _translate(app, chinese)
    path = app / messages.CATALOGUE
    path.write_text(path.read_text().replace('msgstr[0] ""', 'msgstr[0] "%(count)d 天"'))


def test_words_are_found_in_code_and_in_pages_but_not_in_tests(app):
    found = {messages._id(message) for message in messages.extracted(app) if message.id}

    assert found == {"Report", "%(count)d day", "Send", "Follow", "Photo %(n)s"}


def test_an_untranslated_catalogue_is_reported_and_a_complete_one_is_not(app, tmp_path):
    messages.update(app)
    assert {gap.why for gap in messages.missing(app, tmp_path)} == {"untranslated"}

    _complete(app)
    assert messages.missing(app, tmp_path) == []


def test_a_second_update_changes_nothing(app):
    _complete(app)
    before = (app / messages.CATALOGUE).read_bytes()

    messages.update(app)

    assert (app / messages.CATALOGUE).read_bytes() == before


def test_words_that_are_no_longer_used_are_reported(app, tmp_path):
    _complete(app)
    (app / "templates/example/page.html").write_text("")
    messages.update(app)

    gaps = {(gap.msgid, gap.why) for gap in messages.missing(app, tmp_path)}
    assert gaps == {("Follow", "left over"), ("Photo %(n)s", "left over")}


def test_the_compiled_catalogue_is_what_django_reads_and_is_the_same_each_time(app):
    _complete(app)
    compiled = messages.compile_catalogue(app / messages.CATALOGUE)
    first = compiled.read_bytes()

    messages.compile_catalogue(app / messages.CATALOGUE)
    with compiled.open("rb") as file:
        chinese = gettext.GNUTranslations(file)

    assert compiled.read_bytes() == first
    assert chinese.gettext("Report") == "反映"
    assert chinese.ngettext("%(count)d day", "%(count)d days", 3) == "%(count)d 天"
    assert chinese.pgettext("of a form", "Send") == "提交"


def test_the_same_words_translated_in_two_ways_are_a_contradiction(app, tmp_path):
    _complete(app)
    other = app.with_name("other")
    other.mkdir()
    (other / "words.py").write_text('_("Report")')
    messages.update(other)
    _translate(other, {"Report": "上报"})

    gaps = messages.contradictions([app, other], tmp_path)

    assert [gap.msgid for gap in gaps] == ["Report"]
