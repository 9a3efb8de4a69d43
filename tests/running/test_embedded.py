"""The PostgreSQL that linli brings along: who starts it, who stops it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from linli import embedded

HOLD = """
import sys; from pathlib import Path; from linli import embedded
print(embedded.start(Path(sys.argv[1]), durable=False), flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="linli-embedded-") as folder:
        yield Path(folder)


def user(home: Path) -> subprocess.Popen[str]:
    """Another process that uses the server, and leaves when its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == embedded.address(home)
    return process


def test_the_last_user_stops_it(home: Path) -> None:
    first, second = user(home), user(home)
    first.communicate()
    assert embedded.answers(home)
    second.communicate()
    assert not embedded.answers(home)


def test_a_killed_user_does_not_keep_it_running(home: Path) -> None:
    killed = user(home)
    killed.kill()
    killed.communicate()
    assert embedded.answers(home)
    user(home).communicate()
    assert not embedded.answers(home)


def test_data_is_there_again_after_a_restart(home: Path) -> None:
    address = embedded.start(home)
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE kept (what text)")
    embedded.leave(home)
    with psycopg.connect(embedded.start(home)) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    embedded.leave(home)


def test_chinese_is_compared_without_regard_to_the_machines_locale(home: Path) -> None:
    with psycopg.connect(embedded.start(home)) as connection:
        row = connection.execute("SELECT 'Ä' ILIKE 'ä', length('桂花里'), 'b' < '桂'").fetchone()
    embedded.leave(home)
    assert row == (True, 3, True)


def test_a_long_path_gets_a_short_private_socket_folder(home: Path) -> None:
    deep = home / ("深" * 40)
    with psycopg.connect(embedded.start(deep, durable=False)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    embedded.leave(deep)
    assert not embedded.answers(deep)


def test_a_socket_folder_of_somebody_else_is_refused(home: Path) -> None:
    with pytest.raises(embedded.NoEmbeddedDatabase, match="not ours"):
        embedded._private(Path(tempfile.gettempdir()), 12345)


def test_without_the_wheel_the_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "WHEEL", "no_such_wheel_for_this_platform")
    with pytest.raises(embedded.NoEmbeddedDatabase, match="LINLI_DATABASE_URL"):
        embedded.start(Path("nowhere"))
