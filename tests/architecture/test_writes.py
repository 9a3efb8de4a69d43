"""Only actions write, and only doors read the clock."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.code import at, called, calls, each, is_a, modules, name, nothing_in, tree

# The engines, which write on behalf of every action: the moves and clocks of matters, what their
# holders ask of others, and the bookkeeping of what was delivered.
ENGINES = {
    "linli/ground/journal/delivery.py",
    "linli/matters/asking.py",
    "linli/matters/clocks.py",
    "linli/matters/engine.py",
    "linli/matters/idempotency.py",
    "linli/matters/sweep.py",
}
# The adapters answer allauth's pages, the watch stands before every page, the endpoints are those
# that the API has of every kind of matter.
DOORS = ("views", "tasks", "api", "endpoints", "checks", "adapters", "watch")
LINLI = modules("linli", tests=False)

_always = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
CALENDAR = "linli/ground/worktime/calendar.py"  # which turns moments into days
_clock = {"now", "utcnow", "today"}
_read_now = {"localdate", "localtime"}
_statements = {"insert", "update"}  # of ground/statements.py
_sql = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "COPY")


def writes(module: ast.Module) -> list[str]:
    """The calls that write to the database, as far as can be told without types.

    `create`, the `bulk_` and the `_or_create` methods always. `update` with keywords alone, as a
    queryset's is (a digest takes bytes; of dictionaries only a widget's `attrs` is let through,
    others can use `|=`). `save` and `delete` without a positional argument, as a record's and a
    queryset's are (an image, a workbook and a cache take one); `super().save(...)` belongs to the
    caller. The statements that are composed once. SQL that starts with a word of writing.
    """
    return [at(call) for call in calls(module) if _writes(call)]


def _writes(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id in _statements
    if not isinstance(call.func, ast.Attribute) or _is_super(call.func.value):
        return False
    method = called(call)
    if method in _always or method.removeprefix("a") in _always:
        return True
    if method in {"update", "aupdate"}:
        return not call.args and bool(call.keywords) and not _is_attrs(call.func.value)
    if method in {"save", "asave", "delete", "adelete"}:
        return not call.args
    if method in {"execute", "executemany", "copy"} and call.args:
        text = call.args[0]
        return isinstance(text, ast.Constant) and str(text.value).lstrip().upper().startswith(_sql)
    return False


def _is_super(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and called(value) == "super"


def _is_attrs(value: ast.expr) -> bool:
    return isinstance(value, ast.Attribute) and value.attr == "attrs"


def clock_readings(module: ast.Module) -> list[str]:
    """The calls that ask what time it is."""
    return [
        at(call)
        for call in calls(module)
        if called(call) in _clock
        or (called(call) in _read_now and not call.args)
        or ast.unparse(call.func) == "time.time"
    ]


def is_day_of_a_moment(call: ast.Call) -> bool:
    """Whether the call takes the date of a moment without asking in which zone."""
    return isinstance(call.func, ast.Attribute) and call.func.attr == "date" and not call.args


@each(p for p in LINLI if not is_a(p, "actions") and name(p) not in ENGINES)
def test_only_actions_write(path: Path) -> None:
    nothing_in(writes(tree(path)))


@each(p for p in LINLI if not is_a(p, *DOORS) and not name(p).startswith("linli/faces/"))
def test_only_doors_read_the_clock(path: Path) -> None:
    nothing_in(clock_readings(tree(path)))


@each(p for p in LINLI if name(p) != CALENDAR)
def test_the_day_of_a_moment_is_that_of_the_zone(path: Path) -> None:
    """`moment.date()` is the day in UTC: until 08:00 in China it is yesterday."""
    nothing_in([at(call) for call in calls(tree(path)) if is_day_of_a_moment(call)])


@pytest.mark.parametrize("path", sorted(ENGINES))
def test_an_engine_on_the_list_still_writes(path: str) -> None:
    assert any(name(module) == path and writes(tree(module)) for module in LINLI)


@pytest.mark.parametrize(
    "code",
    [
        "Case.objects.create(number=1)",
        "case.comments.create(text='x')",
        "Case.objects.filter(pk=1).update(state='closed')",
        "rows.update(**changes)",
        "case.save()",
        "case.save(update_fields=['state'])",
        "form.save()",
        "case.delete()",
        "Case.objects.bulk_create(cases)",
        "await Case.objects.aget_or_create(number=1)",
        "insert(case)",
        "update(case, ['state'])",
        "cursor.execute('UPDATE cases SET state = %s', ['closed'])",
    ],
)
def test_a_write_is_noticed(code: str) -> None:
    assert len(writes(ast.parse(code))) == 1


@pytest.mark.parametrize(
    "code",
    [
        "names.update({'a': 1})",
        "digest.update(text.encode())",
        "field.widget.attrs.update(rows=3)",
        "image.save(buffer, 'JPEG')",
        "cache.delete('key')",
        "super().save(*args, **kwargs)",
        "cursor.execute('SELECT 1')",
        "create(case)",
    ],
)
def test_what_is_no_write_is_let_through(code: str) -> None:
    assert writes(ast.parse(code)) == []


@pytest.mark.parametrize(
    "code",
    ["timezone.now()", "datetime.now(UTC)", "date.today()", "timezone.localdate()", "time.time()"],
)
def test_a_look_at_the_clock_is_noticed(code: str) -> None:
    assert len(clock_readings(ast.parse(code))) == 1


@pytest.mark.parametrize("code", ["timezone.localdate(at)", "time.monotonic()", "Now()"])
def test_what_is_no_look_at_the_clock_is_let_through(code: str) -> None:
    assert clock_readings(ast.parse(code)) == []
