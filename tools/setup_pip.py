"""Run pip on a Python that has none (Debian's, without python3-pip and python3-venv).

    python3 tools/setup_pip.py install --target .uv uv

Fetches pip's own wheel from the package index that the machine is set to, checks its hash, and
runs it from there. Needs nothing but the standard library, for it comes before everything else.
"""

from __future__ import annotations

import configparser
import hashlib
import html.parser
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

DEFAULT_INDEX = "https://pypi.org/simple"  # pip's own default
WHEEL = re.compile(r"pip-(\d+(?:\.\d+)*)-py3-none-any\.whl$")
PIP_CONFIGURATIONS = ["/etc/pip.conf", "~/.pip/pip.conf", "~/.config/pip/pip.conf"]


class Links(html.parser.HTMLParser):
    """Collects the links of an index page (PEP 503)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the address of a link, unless the file behind it was withdrawn."""
        attributes = dict(attrs)
        if tag == "a" and attributes.get("href") and "data-yanked" not in attributes:
            self.found.append(str(attributes["href"]))


def index() -> str:
    """The package index: as the environment says, or pip's configuration, or pip's default."""
    for variable in ("PIP_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        if os.environ.get(variable):
            return os.environ[variable]
    configuration = configparser.RawConfigParser()
    named = os.environ.get("PIP_CONFIG_FILE")
    files = [*PIP_CONFIGURATIONS, *([named] if named else [])]
    configuration.read([Path(name).expanduser() for name in files])
    return configuration.get("global", "index-url", fallback=DEFAULT_INDEX)


def newest_wheel(page: str, address: str) -> str:
    """The address of the newest pip wheel on an index page."""
    parser = Links()
    parser.feed(page)
    wheels = {}
    for link in parser.found:
        match = WHEEL.search(urllib.parse.urlsplit(link).path)
        if match:
            version = tuple(int(part) for part in match[1].split("."))
            wheels[version] = urllib.parse.urljoin(address, link)
    if not wheels:
        sys.exit(f"linli: no pip on {address}")
    return wheels[max(wheels)]


def fetch(address: str) -> bytes:
    """The content behind an http(s) or file address."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return bytes(answer.read())
    except OSError as error:
        sys.exit(f"linli: cannot fetch {address}: {error}")


def main() -> None:
    """Fetch pip and run it with the arguments given."""
    page = index().rstrip("/") + "/pip/"
    wheel = newest_wheel(fetch(page).decode(), page)
    address, _, fragment = wheel.partition("#")
    content = fetch(address)
    kind, _, wanted = fragment.partition("=")
    if kind == "sha256" and hashlib.sha256(content).hexdigest() != wanted:
        sys.exit(f"linli: {address} is not what the index says it is")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / address.rpartition("/")[2]
        path.write_bytes(content)
        pip = [sys.executable, str(path / "pip"), *sys.argv[1:]]
        sys.exit(subprocess.run(pip, check=False).returncode)


if __name__ == "__main__":
    main()
