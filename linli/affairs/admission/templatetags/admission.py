"""How sums are told in the pages of admission: `{{ item.money|yuan }}`."""

from __future__ import annotations

from django import template

from linli.affairs.admission.money import yuan

register = template.Library()
register.filter("yuan", yuan)
