"""Questions of the hot path: querysets that are composed once and asked many times.

Composing a statement costs Django's ORM several times what running it costs PostgreSQL. What every
move reads goes through here; everything else is an ordinary queryset.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)


class Question(Generic[M]):
    """A queryset with one open place, a `pattern` of text or number that `compose` is given once.

    It may join what `select_related` names. The value must be of the field's own type.
    """

    def __init__(self, compose: Callable[[Any], models.QuerySet[M]], pattern: str | int) -> None:
        self.compose, self.pattern = compose, pattern

    def ask(self, value: str | int) -> list[M]:
        """The rows for this value, as the queryset would give them."""
        try:
            sql, values, read = self._composed
        except EmptyResultSet:  # it cannot have rows, whatever is asked
            return []
        with connection.cursor() as cursor:
            cursor.execute(sql, [value if each == self.pattern else each for each in values])
            return list(read(cursor.fetchall()))

    @cached_property
    def _composed(self) -> tuple[str, Sequence[Any], Callable[[list[Any]], Iterator[M]]]:
        compiler: Any = self.compose(self.pattern).query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        select, about = compiler.select, compiler.klass_info
        columns = slice(about["select_fields"][0], about["select_fields"][-1] + 1)
        names = [column[0].target.attname for column in select[columns]]
        populators: Any = get_related_populators  # the stubs are of a later Django
        related = populators(about, select, connection.alias)
        converters = compiler.get_converters([column for column, _sql, _alias in select])

        def read(rows: list[Any]) -> Iterator[M]:
            for row in compiler.apply_converters(rows, converters) if converters else rows:
                found = about["model"].from_db(connection.alias, names, row[columns])
                for each in related:
                    each.populate(row, found)
                yield cast("M", found)

        return sql, values, read


class Columns:
    """The same for a queryset of `values_list` about `some` keys: its rows, as tuples."""

    def __init__(self, compose: Callable[[RawSQL], models.QuerySet[Any, Any]]) -> None:
        self.compose = compose

    def ask(self, keys: Sequence[int]) -> list[tuple[Any, ...]]:
        """The rows for these keys, as the queryset would give them."""
        sql, values, converters = self._composed
        given = [list(keys) if each == NO_KEYS else each for each in values]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        if converters:
            return [tuple(row) for row in self._compiler.apply_converters(rows, converters)]
        return rows

    @cached_property
    def _compiler(self) -> Any:
        return self.compose(some(NO_KEYS)).query.get_compiler(connection=connection)

    @cached_property
    def _composed(self) -> tuple[str, Sequence[Any], dict[int, Any]]:
        sql, values = self._compiler.as_sql()
        columns = [column for column, _sql, _alias in self._compiler.select]
        return sql, values, self._compiler.get_converters(columns)


NO_KEYS: list[int] = [-1]
"""What stands for the keys while a statement is composed."""


def some(keys: Sequence[int]) -> RawSQL:
    """Each of these keys, in one value: placeholders for each would be parsed one by one."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])
