# Sourced by start, test and check: finds Python and keeps an environment equal to a lock file.

say() { printf 'okno: %s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# The first Python of a version that Okno runs on; PYTHON_OF_OKNO names one by hand.
find_python() {
  local name
  for name in ${PYTHON_OF_OKNO:-python3 python3.13 python3.12 python3.11}; do
    if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  return 1
}

on_debian_as_root() { [[ "$(id -u)" == 0 ]] && command -v apt-get >/dev/null; }

# debian_install PACKAGE...: refreshes the lists only when they do not know the packages.
debian_install() {
  export DEBIAN_FRONTEND=noninteractive
  local install=(apt-get install -y -qq --no-install-recommends)
  "${install[@]}" "$@" </dev/null >/dev/null 2>&1 && return
  apt-get update -qq </dev/null >/dev/null
  "${install[@]}" "$@" </dev/null >/dev/null
}

# The Python to use, installed from Debian if this may be done.
need_python() {
  PYTHON="$(find_python)" && return
  on_debian_as_root || fail "Python 3.11, 3.12 or 3.13 is needed: install it, or name it in PYTHON_OF_OKNO."
  say "installing Python"
  debian_install python3 python3-venv
  PYTHON="$(find_python)" || fail "Debian's Python is not 3.11 to 3.13: install one of these and name it in PYTHON_OF_OKNO."
}

new_environment() {
  local folder="$1"
  rm -rf "$folder"
  if command -v uv >/dev/null; then
    uv venv --quiet --no-project --python "$PYTHON" "$folder"
    return
  fi
  "$PYTHON" -m venv "$folder" >/dev/null 2>&1 && return
  on_debian_as_root || fail "This Python cannot make environments: install the package python3-venv (as root: apt-get install python3-venv)."
  say "installing python3-venv"
  debian_install python3-venv
  rm -rf "$folder"
  "$PYTHON" -m venv "$folder"
}

# pip_in FOLDER ARGUMENTS...: installs with uv where there is uv, else with pip.
pip_in() {
  local python="$1/bin/python"
  shift
  if command -v uv >/dev/null; then
    uv pip install --quiet --python "$python" "$@"
  else
    "$python" -m pip --version >/dev/null 2>&1 || "$python" -m ensurepip >/dev/null
    "$python" -m pip install -qq --disable-pip-version-check --no-input "$@"
  fi
}

# What an environment was made from: the lock, the packaging files, the place and the Python.
recipe() {
  local lock="$1"
  shift
  { printf '%s\n' "$PWD" "$@"; "$PYTHON" -VV; cat "$lock" setup.cfg setup.py pyproject.toml plugins/*/setup.cfg "${@/%//setup.cfg}"; } |
    sha256sum | cut -d' ' -f1
}

# need_environment FOLDER LOCK [MORE...]: does nothing when the environment is there and made from these very files.
# Okno and all of plugins/ are installed as they lie here; MORE are folders of plugins that only this environment gets.
need_environment() {
  need_python
  mkdir -p .cache
  # One at a time: two scripts may be started side by side. The lock ends with the parentheses.
  (
    flock 9
    make_environment "$@"
  ) 9>".cache/environment.lock"
}

# The environment of tests: it alone has the sample, which uses every ability of a plugin.
need_test_environment() { need_environment .venv-test install/requirements-dev.lock tests/sample_plugin; }

make_environment() {
  local folder="$1" lock="$2" wanted
  shift 2
  wanted="$(recipe "$lock" "$@")"
  if [[ -x "$folder/bin/okno" && "$(cat "$folder/okno.stamp" 2>/dev/null)" == "$wanted" ]] && "$folder/bin/python" -c '' 2>/dev/null; then
    return
  fi
  say "making the environment $folder with $("$PYTHON" -V)"
  if ! "$folder/bin/python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
    new_environment "$folder"
  fi
  rm -f "$folder/okno.stamp"
  say "installing the packages of $lock"
  pip_in "$folder" --require-hashes --only-binary :all: -r "$lock"
  local own=(-e .)
  for plugin in plugins/*/setup.cfg "${@/%//setup.cfg}"; do own+=(-e "$(dirname "$plugin")"); done
  pip_in "$folder" --no-deps --no-build-isolation "${own[@]}"
  printf '%s\n' "$wanted" >"$folder/okno.stamp"
}
