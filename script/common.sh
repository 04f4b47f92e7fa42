# Shared by the commands: the project's root, a Python, and .venv in step with its lock.
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
PYTHON=.venv/bin/python

find_python() {
    local name
    for name in python3 python3.13 python3.12 python3.11 python; do
        if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    echo "Cooling needs Python 3.11 or newer; none was found." >&2
    return 1
}

is_installed() { [ "$(cat ".venv/.installed-$1" 2>/dev/null)" = "$(cksum <"$1")" ]; }

# install LOCK...: brings .venv to the locks named, when they changed since the last time.
install() {
    local lock base wanted=()
    if ! "$PYTHON" -c '' 2>/dev/null; then
        base=$(find_python) || exit 1
        echo "Making .venv with $("$base" --version)."
        "$base" -m venv --clear .venv || exit 1
    fi
    for lock in "$@"; do is_installed "$lock" || wanted+=("$lock"); done
    [ ${#wanted[@]} -eq 0 ] && return
    echo "Installing ${wanted[*]}."
    "$PYTHON" -m pip --version >/dev/null 2>&1 || "$PYTHON" -m ensurepip >/dev/null || exit 1
    for lock in "${wanted[@]}"; do
        "$PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$lock" || exit 1
        cksum <"$lock" >".venv/.installed-$lock"
    done
}
