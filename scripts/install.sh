#!/bin/sh
# Make .venv/ if it is not whole, and install what these files list: `scripts/install.sh requirements.txt …`
set -eu
cd "$(dirname "$0")/.."
for python in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11 none; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break
done
[ "$python" != none ] || { echo "ERROR: Python 3.11 or later is needed" >&2; exit 1; }
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    echo "==> Making .venv with $("$python" --version)"
    rm -rf .venv
    if ! "$python" -m venv .venv; then
        # Debian keeps the module that installs pip in a package of its own.
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        [ "$(id -u)" = 0 ] && apt-get update -q && apt-get install -y -q "$package" ||
            { echo "ERROR: this Python cannot make virtual environments: sudo apt-get install $package" >&2; exit 1; }
        rm -rf .venv
        "$python" -m venv .venv
    fi
fi
echo "==> Installing the packages (one to two minutes the first time)"
for file; do set -- "$@" -r "$file"; shift; done
.venv/bin/python -m pip install -q --disable-pip-version-check --progress-bar off --require-hashes "$@"
