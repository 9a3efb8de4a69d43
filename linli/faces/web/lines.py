"""Draws the lines of the inbox in one go: a template for every cell costs long lists dearly."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from linli.faces.web import badges
from linli.faces.web.rows import Row

LINE = """<tr data-row{dress}>
<td class="inbox-tick"><input type="checkbox" name="mark" value="{number}~{version}" form="many" aria-label="{choose} {number}"></td>
<td class="inbox-matter">{unread}<a href="{url}"{beside}>{title}</a> <span class="soft small"><span class="num">{number}</span>{about}</span></td>
<td data-label="{place_words}">{place}</td>
<td data-label="{holder_words}">{holder}</td>
<td>{state}</td>
<td>{lamp}</td>
</tr>"""  # noqa: E501

BESIDE = ' hx-get="{}" hx-target="#beside" hx-select="#main > *" hx-swap="innerHTML show:none"'

NO_DEADLINE = SafeString('<span class="soft">–</span>')


def draw(rows: Iterable[Row], *, split: bool) -> SafeString:
    """The rows as they stand in the table; in a `split` list a case is opened beside it."""
    words = {
        "choose": _("Choose"),
        "place_words": _("Place"),
        "holder_words": _("In the hands of"),
    }
    unread = format_html('<span class="visually-hidden">{}</span>', _("Not read yet"))
    return SafeString(
        "\n".join(_line(row, words, unread if row.unread else "", split) for row in rows)
    )


def _line(row: Row, words: dict[str, str], unread: str, split: bool) -> str:
    states = [(row.state, row.tone), *row.marks]
    return format_html(
        LINE,
        **words,
        dress=SafeString(' class="inbox-unread"') if row.unread else "",
        unread=unread,
        number=row.number,
        version=row.version,
        url=row.url,
        beside=format_html(BESIDE, row.url) if split else "",
        title=row.title,
        about=format_html_join("", " · {}", ((each,) for each in (row.type, row.urgency) if each)),
        place=row.place,
        holder=row.holder or "–",
        state=format_html_join(" ", "{}", ((badges.state(*each),) for each in states)),
        lamp=badges.light(row.lamp) if row.lamp else NO_DEADLINE,
    )
