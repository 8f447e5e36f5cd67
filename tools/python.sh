#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Hands its arguments to the newest usable Python of 3.11 to 3.13. PYTHON=/path chooses another.
# A name on PATH may be a shim that leads nowhere, while a later folder holds a working Python of the same name:
# so each one is asked to run something, and ensurepip is part of the question because virtual environments need it.
set -u

ASK='import sys, venv, ensurepip
if not (3, 11) <= sys.version_info[:2] <= (3, 13): sys.exit(1)
print(sys.executable)'

usable() {
    found=$("$1" -c "$ASK" 2>/dev/null </dev/null) && [ -x "$found" ]
}

folders() {
    printf '%s\n' "$PATH" | tr ':' '\n'
    for root in "${PYENV_ROOT:-}" "${HOME:-}/.pyenv"; do
        printf '%s\n' "$root"/versions/*/bin
    done
}

search() {
    for name in python3.13 python3.12 python3.11 python3; do
        while IFS= read -r folder; do
            if [ -x "${folder:-.}/$name" ] && usable "${folder:-.}/$name"; then
                return 0
            fi
        done <<LIST
$(folders)
LIST
    done
    return 1
}

if [ -n "${PYTHON:-}" ]; then
    if ! usable "$PYTHON"; then
        echo "PYTHON=$PYTHON is no Python 3.11, 3.12 or 3.13 with the venv and ensurepip modules; name one that is." >&2
        exit 2
    fi
elif ! search; then
    echo "No Python 3.11, 3.12 or 3.13 with the venv and ensurepip modules was found (on Debian: python3 and python3-venv);" \
        "install one or name it with PYTHON=/path." >&2
    exit 2
fi
exec "$found" "$@"
