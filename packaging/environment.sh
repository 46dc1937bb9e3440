#!/bin/sh
# Makes .venv or brings it up to date; takes milliseconds when there is nothing to do.
#
#   packaging/environment.sh app     what the app needs
#   packaging/environment.sh dev     and what its tests and checks need
#
# PYTHON names the Python to use, 3.11 or newer; without it the first that fits is taken.
set -eu

wanted=${1:?app or dev}
cd "$(dirname "$0")/.."

# The folder is part of the stamp because scripts in a virtual environment hold absolute paths.
state="$(cat pyproject.toml packaging/constraints.txt packaging/environment.sh | cksum) $(pwd)"

is_current() {
    [ -x .venv/bin/python ] && [ -f ".venv/$1.stamp" ] && [ "$(cat ".venv/$1.stamp")" = "$state" ]
}

if is_current dev || is_current "$wanted"; then
    exit 0
fi

is_fitting() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-python3.11 python3 python3.12 python3.13 python3.14}; do
        if is_fitting "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    echo "netbuilder needs Python 3.11 or newer. Install it, or name it: make run PYTHON=/path/to/python" >&2
    return 1
}

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echo "Python's venv is missing. On Debian and Ubuntu: sudo apt install python$version-venv" >&2
        exit 1
    fi
    echo "Making .venv with $python" >&2
    "$python" -m venv --clear .venv
fi

case $wanted in
    app) target=. ;;
    dev) target=".[dev]" ;;
    *) echo "environment.sh: app or dev, not $wanted" >&2; exit 2 ;;
esac
rm -f .venv/app.stamp .venv/dev.stamp
echo "Installing what netbuilder needs; the first time this takes a few minutes" >&2
.venv/bin/python -m pip install --disable-pip-version-check \
    --constraint packaging/constraints.txt --editable "$target"
printf '%s\n' "$state" >".venv/$wanted.stamp"
