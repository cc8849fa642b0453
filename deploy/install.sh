#!/bin/sh
# Installs playbook-engine into a folder of its own: deploy/install.sh FOLDER
# The Containerfile runs this, and so does anybody who installs on a machine without containers.
# Needs Python 3.11 or newer with venv and pip. What is installed is locked and hashed in requirements/run.txt.
set -eu

if [ $# -ne 1 ]; then
  echo "usage: deploy/install.sh FOLDER" >&2
  exit 2
fi
top=$(cd "$(dirname "$0")/.." && pwd)
folder=$1
python=${PYTHON:-python3}

"$python" -m venv "$folder"
"$folder/bin/python" -m pip --disable-pip-version-check --quiet install --require-hashes --requirement "$top/requirements/run.txt"

# The wheel is built apart, with the locked build tools, so that nothing of them stays in the folder.
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
"$python" -m venv "$build/venv"
"$build/venv/bin/python" -m pip --disable-pip-version-check --quiet install --require-hashes --requirement "$top/requirements/build.txt"
"$build/venv/bin/python" -m pip --disable-pip-version-check --quiet wheel --no-deps --no-build-isolation --wheel-dir "$build" "$top"
"$folder/bin/python" -m pip --disable-pip-version-check --quiet install --no-deps --no-index "$build"/playbook_engine-*.whl

"$folder/bin/playbook" --version
