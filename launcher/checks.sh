# Sourced by ./slipway: the contributor's commands, which are exactly CI's steps.

python=$root/.venv/bin/python
bin=$root/.venv/bin

checks() {
    say "Checking style, types and import rules"
    (
        cd "$root"
        "$bin/ruff" check . && "$bin/ruff" format --check . &&
            PYTHONPATH=src:. "$bin/mypy" && PYTHONPATH=src "$bin/lint-imports"
    ) || fail "the checks above failed." "./slipway format repairs what can be repaired by itself."
}

portal_checks() {
    portal_packages
    say "Checking and testing the portal"
    (cd "$root/portal" && npm run --silent lint && npm run --silent test) || fail "the portal's checks failed."
}

run_lint() {
    checks
    portal_checks
}

run_format() {
    cd "$root"
    "$bin/ruff" check --fix --quiet . || true # what cannot be repaired is shown by `lint`
    "$bin/ruff" format .
    PYTHONPATH=src "$python" -m slipway.server --openapi >portal/openapi.json.new && mv portal/openapi.json.new portal/openapi.json
    portal_packages
    (cd "$root/portal" && npm run --silent format)
}

# All tests, by two workers; with arguments only what pytest selects by them, without the checks before.
run_tests() {
    if [ $# -eq 0 ]; then
        checks
        portal_checks
        set -- --numprocesses=2 --dist=loadscope --durations=40 --durations-min=5
    fi
    portal_build
    node_packages tests/slipway/users/sso/provider "the OpenID provider of the tests"
    (cd "$root/portal" && npm run --silent size) || fail "the portal's first load is over its budget."
    say "Running the tests"
    cd "$root"
    # Directories of this run alone: what an earlier one could not remove is no reason for this one to fail.
    # The name is short because sockets lie below it.
    directory=$(mktemp -d /tmp/slipway.XXXXXX)
    if PATH="$PATH:/usr/sbin:/sbin" "$bin/pytest" --basetemp="$directory" "$@"; then
        rm -rf --one-file-system "$directory"
    else
        code=$?
        say "The tests' own directories are kept in $directory"
        exit "$code"
    fi
}

run_bench() {
    cd "$root"
    PATH="$PATH:/usr/sbin:/sbin" PYTHONPATH=src:. exec "$python" -m bench "$@"
}

run_lock() {
    cd "$root"
    for name in runtime dev router node uv; do
        "$bin/uv" pip compile --quiet --upgrade --python-version 3.11 --universal --generate-hashes \
            --no-emit-index-url --no-header "requirements/$name.in" --output-file "requirements/$name.lock"
    done
}
