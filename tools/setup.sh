#!/bin/sh
# Sets up what `make` needs on a machine that has Python 3.11 and little else.
#
#   sh tools/setup.sh packages   uv, and with it the locked packages, into .venv
#   sh tools/setup.sh frontend   the libraries of package-lock.json, into static/vendor
#   sh tools/setup.sh browser    a Chromium for the tests
#   sh tools/setup.sh spark      the extra linli[spark] (450 MB) for its test (LINLI_SPARK=1)
#
# Which package index is asked is pip's setting (PIP_INDEX_URL, pip.conf) or uv's; nothing is
# written outside this folder except by apt-get, and that only when run as root.
set -eu
cd "$(dirname "$0")/.."

# uv, and Node after it, trust whom the machine trusts: a company's own certificates included.
certificates=${PIP_CERT:-/etc/ssl/certs/ca-certificates.crt}
if [ -e "$certificates" ]; then
    export SSL_CERT_FILE="${SSL_CERT_FILE:-$certificates}"
    export NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-$certificates}"
fi

export PIP_ROOT_USER_ACTION=ignore  # it goes into a folder of its own

say() { printf '%s\n' "$*"; }
fail() { printf '\nlinli: %s\n' "$*" >&2; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }
has() { command -v "$1" >/dev/null 2>&1; }

apt_install() {
    say "Installing with apt-get: $*"
    apt-get update -qq || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# A distribution builds its Python with optimisations; one that pyenv has built seldom is, and takes
# half as long again or more for the same page.
find_python() {
    for name in ${PYTHON:-/usr/bin/python3.11 python3.11 python3.12 python3.13 python3}; do
        if has "$name" && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            command -v "$name"
            return
        fi
    done
    fail "Python 3.11 or later is needed. On Debian 12: apt-get install python3; or name one with: make PYTHON=/path/to/python3"
}

# uv goes into .uv, by the first way that works: pip in a virtual environment, pip itself, the
# venv package of Debian (as root), a pip fetched by Python alone.
find_uv() {
    if has uv && uv --version | grep -Eq '^uv (0\.([7-9]|[1-9][0-9])|[1-9])'; then
        command -v uv
        return
    fi
    if [ ! -x .uv/bin/uv ]; then
        say "Fetching uv" >&2
        install_uv >&2 || fail "uv could not be installed. Install it (https://docs.astral.sh/uv/), or Debian's python3-venv, and run make again."
    fi
    printf '%s\n' "$PWD/.uv/bin/uv"
}

install_uv() {
    rm -rf .uv
    if "$python" -c 'import ensurepip' 2>/dev/null && "$python" -m venv .uv; then
        .uv/bin/pip install --quiet uv && return
    fi
    rm -rf .uv
    if "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m pip install --quiet --target .uv uv && return
    fi
    "$python" tools/setup_pip.py install --quiet --target .uv uv
}

packages() {
    python=$(find_python)
    uv=$(find_uv)
    say "Setting up the packages of uv.lock in .venv"
    # The lock names files on pypi.org. Where pip is told of another index, the same versions,
    # checked against the same hashes, are taken from there.
    index=${UV_DEFAULT_INDEX:-${UV_INDEX_URL:-${PIP_INDEX_URL:-$(configured_index)}}}
    case "$index" in
    "" | https://pypi.org/simple | https://pypi.org/simple/)
        "$uv" sync --frozen --quiet --python "$python"
        ;;
    *)
        say "(from $(printf '%s' "$index" | sed 's#//[^/@]*@#//#'))"
        [ -d .venv ] || "$uv" venv --quiet --python "$python" .venv
        "$uv" export --frozen --quiet --no-emit-project --all-groups -o .venv/requirements.txt
        "$uv" pip sync --quiet --python .venv --require-hashes --default-index "$index" .venv/requirements.txt
        "$uv" pip install --quiet --python .venv --default-index "$index" --no-deps --editable .
        ;;
    esac
    touch .venv/.stamp
}

configured_index() {
    "$python" -m pip config get global.index-url 2>/dev/null ||
        "$python" -m pip config get install.index-url 2>/dev/null || true
}

# htmx and the others, by the npm of the machine or, where there is none, of a wheel.
frontend() {
    say "Setting up the front-end libraries"
    PATH="$PWD/.uv/bin:$PATH" .venv/bin/python -m tools.frontend
    touch linli/faces/web/static/vendor/stamp
}

browser() {
    if has chromium-headless-shell; then
        return
    fi
    if is_root && has apt-get && grep -qs '^ID=debian' /etc/os-release; then
        apt_install chromium-headless-shell fonts-noto-cjk || true
    fi
    if has chromium-headless-shell || has chromium; then
        return
    fi
    # Elsewhere (on Ubuntu too, whose package is a snap) Playwright brings its own.
    if browser_starts; then
        return
    fi
    if is_root && has apt-get; then
        .venv/bin/playwright install --with-deps chromium || true
    else
        .venv/bin/playwright install chromium || true
    fi
    browser_starts || fail "No Chromium for the browser tests. Install the package chromium-headless-shell (as root: apt-get install chromium-headless-shell fonts-noto-cjk), or the libraries Playwright needs (as root: $PWD/.venv/bin/playwright install-deps chromium), and run make test again."
}

browser_starts() {
    .venv/bin/python - 2>/dev/null <<'END'
from playwright.sync_api import sync_playwright
from tools.chromium import launch
with sync_playwright() as tools:
    launch(tools).close()
END
}

# Spark is tested where LINLI_SPARK=1 asks for it; make test does not fetch it.
spark() {
    has java || fail "Spark needs Java 17 or later. On Debian 12: apt-get install openjdk-17-jre-headless"
    if .venv/bin/python -c 'import pyspark' 2>/dev/null; then
        return
    fi
    python=$(find_python)
    uv=$(find_uv)
    index=${UV_DEFAULT_INDEX:-${UV_INDEX_URL:-${PIP_INDEX_URL:-$(configured_index)}}}
    say "Fetching Spark (450 MB, once)"
    "$uv" export --frozen --quiet --no-emit-project --no-default-groups --extra spark -o .venv/spark.txt
    "$uv" pip install --quiet --python .venv --require-hashes \
        --default-index "${index:-https://pypi.org/simple}" -r .venv/spark.txt ||
        fail "Spark could not be fetched"
}

case "${1:-}" in
packages | frontend | browser | spark) "$1" ;;
*) fail "usage: sh tools/setup.sh packages|frontend|browser|spark" ;;
esac
