"""A Spark cluster on this machine: one master and two workers, each a process of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

MASTER = "org.apache.spark.deploy.master.Master"
WORKER = "org.apache.spark.deploy.worker.Worker"
HERE = "127.0.0.1"
SETTINGS = {
    "spark_driver_host": HERE,
    "spark_driver_bindAddress": HERE,
    "spark_executor_memory": "512m",
    "spark_sql_shuffle_partitions": "2",
    "spark_log_level": "ERROR",
}


class NoCluster(RuntimeError):
    """A process of the cluster ended before it was ready; what it said last."""


@contextmanager
def cluster(home: Path, workers: int = 2) -> Iterator[str]:
    """The address of its master; all of it is gone afterwards."""
    processes: list[subprocess.Popen[str]] = []
    try:
        first = [MASTER, "--host", HERE, "--port", "0"]
        master, said = _start(home, first, "Starting Spark master at")
        processes.append(master)
        address = said.split()[-1]
        for number in range(workers):
            folder = home / f"worker-{number}"
            each = [WORKER, address, "--host", HERE, "-c", "1", "-m", "600m", "-d", str(folder)]
            worker, _said = _start(home, each, "Successfully registered with master")
            processes.append(worker)
        yield address
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()


def _start(home: Path, arguments: list[str], sign: str) -> tuple[subprocess.Popen[str], str]:
    """Start a process and read what it says until it is ready; that line."""
    import pyspark  # noqa: PLC0415 - of an extra

    program = Path(pyspark.__file__).parent / "bin" / "spark-class"
    environment = {**os.environ, "SPARK_LOCAL_IP": HERE, "SPARK_WORKER_DIR": str(home)}
    process = subprocess.Popen(
        [str(program), *arguments, "--webui-port", "0"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    last = ""
    for line in process.stderr:
        last = line
        if sign in line:
            Thread(target=process.stderr.read, daemon=True).start()
            return process, line
    process.wait()
    raise NoCluster(last)
