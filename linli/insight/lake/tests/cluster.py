"""A Spark cluster on this machine: one master and two workers, each a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import IO

MASTER = "org.apache.spark.deploy.master.Master"
WORKER = "org.apache.spark.deploy.worker.Worker"
HERE = "127.0.0.1"
SETTINGS = {
    "spark_driver_host": HERE,
    "spark_driver_bindAddress": HERE,
    "spark_executor_memory": "512m",
    "spark_sql_shuffle_partitions": "2",
    "spark_default_parallelism": "2",
    "spark_sql_adaptive_enabled": "false",
    "spark_sql_codegen_wholeStage": "false",
    "spark_sql_codegen_factoryMode": "NO_CODEGEN",
    "spark_log_level": "ERROR",
}
"""Of a few hundred rows: planning anew after each step, and compiling each, takes longest."""

WHILE_READ_FROM = '"$0" "$@" & exec 2>/dev/null; read -r _; kill -9 0'
"""Of a shell: run the rest until standard input ends, as it does when Python is killed."""

PATIENCE = 10
"""Seconds that the driver may take to end by itself."""


class NoCluster(RuntimeError):
    """A process of the cluster ended before it was ready; what it said last."""


@contextmanager
def cluster(home: Path, workers: int = 2) -> Iterator[str]:
    """The address of its master; all of it is gone afterwards, and the driver that asked it."""
    processes: list[subprocess.Popen[str]] = []
    try:
        first = [MASTER, "--host", HERE, "--port", "0"]
        said = _start(home, first, "Starting Spark master at", processes)
        address = said.split()[-1]
        for number in range(workers):
            folder = home / f"worker-{number}"
            each = [WORKER, address, "--host", HERE, "-c", "1", "-m", "600m", "-d", str(folder)]
            _start(home, each, "Successfully registered with master", processes)
        yield address
    finally:
        _stop_driver()
        for process in reversed(processes):
            _stop(process)


def _start(
    home: Path, arguments: list[str], sign: str, processes: list[subprocess.Popen[str]]
) -> str:
    """Start one more process and read what it says until it is ready; that line."""
    import pyspark  # noqa: PLC0415 - of an extra

    program = Path(pyspark.__file__).parent / "bin" / "spark-class"
    environment = {**os.environ, "SPARK_LOCAL_IP": HERE, "SPARK_WORKER_DIR": str(home)}
    process = subprocess.Popen(
        ["sh", "-c", WHILE_READ_FROM, str(program), *arguments, "--webui-port", "0"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    processes.append(process)
    assert process.stderr is not None
    last = ""
    for line in process.stderr:
        last = line
        if sign in line:
            Thread(target=_drain, args=[process.stderr], daemon=True).start()
            return line
    raise NoCluster(last)


def _drain(stream: IO[str]) -> None:
    """Read what nobody wants, so that whoever says it is not held up."""
    with stream:
        stream.read()


def _stop(process: subprocess.Popen[str]) -> None:
    """End a process and the executors that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert process.stdin is not None
    process.stdin.close()


def _stop_driver() -> None:
    """End the Java process that pyspark keeps for as long as Python runs, if there is one."""
    from pyspark import SparkContext  # noqa: PLC0415 - of an extra

    gateway = SparkContext._gateway
    if gateway is None:
        return
    SparkContext._gateway = SparkContext._jvm = None
    gateway.shutdown()
    process: subprocess.Popen[bytes] = gateway.proc
    assert process.stdin is not None
    process.stdin.close()  # at which it ends
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
