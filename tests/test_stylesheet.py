"""Of Tabler the pages load the rules for what they name, and no others."""

from __future__ import annotations

import pytest

from tools import frontend, stylesheet

SHEET = """@charset "utf-8";:root{--ink:#000}.card,.flag{color:var(--ink)}
/* a band */ .carousel{top:0}.btn:not(.flag):hover{top:.5rem}
@media print{.flag{top:0}}@media print{.flag{top:0}.card>.btn{top:0}}"""


def test_a_rule_for_a_class_that_no_page_names_is_left_out():
    assert stylesheet.used(SHEET, {"card", "btn"}) == (
        '@charset "utf-8";:root{--ink:#000}.card{color:var(--ink)}'
        ".btn:not(.flag):hover{top:.5rem}@media print{.card>.btn{top:0}}"
    )


def test_the_classes_of_templates_and_of_scripts_are_named():
    assert {"btn-primary", "table-wrap", "map-spot", "form-control"} <= stylesheet.words()


@pytest.mark.skipif(not frontend.fetched(), reason="make setup has not fetched the libraries")
def test_pages_load_what_they_name_of_tabler_today():
    source, name = "@tabler/core/dist/css/tabler.min.css", "tabler.min.css"
    loaded = (frontend.VENDOR / name).read_bytes()
    assert frontend.content(source, name) == loaded, "Run `make setup`, or tools.frontend."
