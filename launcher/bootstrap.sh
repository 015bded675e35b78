# Sourced by ./slipway: from a bare Debian or Ubuntu machine to a Python environment and a built portal.
# Every step is skipped when it is done already, says what it is about to do, and says what to do when it fails.

# command:package, one pair a word. A package is installed when its command is missing.
PACKAGES_BASE="python3:python3 python3-venv:python3-venv"
PACKAGES_ENGINE="dockerd:docker.io nft:nftables conntrack:conntrack haproxy:haproxy dnsmasq:dnsmasq-base busybox:busybox-static ip:iproute2 iptables:iptables mkfs.ext4:e2fsprogs"
PACKAGES_METRICS="prometheus:prometheus"
PACKAGES_TEST="docker-registry:docker-registry chromium:chromium wrk:wrk git:git
    postgres:postgresql slapd:slapd file=/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc:fonts-noto-cjk"

say() { printf '\033[1m%s\033[0m\n' "==> $*" >&2; }
fail() {
    printf '\033[31m%s\033[0m\n' "slipway: $1" >&2
    [ $# -lt 2 ] || printf '         %s\n' "$2" >&2
    exit 1
}

# Run again as root through sudo; `up` and `test` start a Docker Engine and make network interfaces.
become_root() {
    [ "$(id -u)" -ne 0 ] || return 0
    command -v sudo >/dev/null 2>&1 || fail "'./slipway $1' needs root." "Run it as root (su -c './slipway $1'), or use --kubeconfig FILE with a cluster that you have."
    say "'./slipway $1' needs root: going on through sudo"
    exec sudo -- "$root/slipway" "$@"
}

# Is the command (or file=PATH) of a pair there?
present() {
    case $1 in
    python3-venv) python3 -c 'import ensurepip' 2>/dev/null ;;
    postgres) ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 ;;
    file=*) [ -e "${1#file=}" ] ;;
    # Debian keeps daemons in sbin, which is not on every user's path.
    *) PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null 2>&1 ;;
    esac
}

install_packages() {
    missing=
    for pair in "$@"; do
        present "${pair%%:*}" || missing="$missing ${pair#*:}"
    done
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null 2>&1 ||
        fail "these parts are missing:$missing (names of Debian packages)." "Install them with this system's package manager, then run the same command again."
    [ "$(id -u)" -eq 0 ] ||
        fail "these packages are missing:$missing." "Install them: sudo apt-get install --no-install-recommends$missing"
    say "Installing distribution packages:$missing"
    log=$(mktemp)
    # The packages' own services are not wanted: Slipway starts what it needs itself, on loopback.
    if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
        tail -n 15 "$log" >&2
        fail "apt-get could not install:$missing." "Its last lines are above. Check the network and the package sources, then run the same command again (full log: $log)."
    fi
    rm -f "$log"
    case " $missing " in *" prometheus "*) stop_packaged_prometheus ;; esac
}

# The package starts a Prometheus of its own, open to the network; ours listens on loopback.
stop_packaged_prometheus() {
    [ -d /run/systemd/system ] || return 0
    systemctl disable --now --quiet prometheus || fail "the service 'prometheus' that came with the package could not be stopped." "Stop it: systemctl disable --now prometheus"
}

# python_environment runtime|dev: .venv with exactly the locked packages, hashes checked.
python_environment() {
    venv=$root/.venv
    stamp=$venv/.slipway-lock
    kind=$1
    # The contributor's environment contains everything that running needs, and stays one.
    case $(cat "$stamp" 2>/dev/null) in dev*) kind=dev ;; esac
    lock=$root/requirements/$kind.lock
    wanted="$kind $(cat "$lock" "$root/requirements/uv.lock" | cksum)"
    [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return 0
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
        fail "Python 3.11 or newer is needed; there is $(python3 --version 2>/dev/null || echo none)." "Debian 12 and Ubuntu 24.04 have it as python3; ./slipway up installs it."
    say "Setting up the Python environment ($kind) in .venv"
    [ -x "$venv/bin/python" ] || python3 -m venv "$venv" ||
        fail "could not make a virtual environment in $venv." "Is python3-venv installed, and the directory writable?"
    if ! "$venv/bin/uv" --version >/dev/null 2>&1; then
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$root/requirements/uv.lock" ||
            fail "could not install uv from the Python package index." "Check the network (and pip's configuration if you use a mirror), then run the same command again."
    fi
    # uv removes itself unless it is in the list: the lock of uv is synchronised with the rest.
    "$venv/bin/uv" pip sync --quiet --python "$venv/bin/python" --require-hashes "$lock" "$root/requirements/uv.lock" ||
        fail "could not install the locked Python packages." "Check the network (UV_DEFAULT_INDEX sets a mirror), then run the same command again."
    echo "$wanted" >"$stamp"
}

# Put a Node.js that can build the portal first on the path: the system's when new enough, else one from a Python wheel.
node_environment() {
    if node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null && command -v npm >/dev/null 2>&1; then
        return 0
    fi
    if [ ! -x "$root/.venv-node/bin/node" ]; then
        say "Setting up Node.js for building the portal in .venv-node"
        python3 -m venv "$root/.venv-node" &&
            "$root/.venv-node/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$root/requirements/node.lock" ||
            fail "could not install Node.js from the Python package index." "Or install Node.js 20.19 or newer with npm yourself, then run the same command again."
    fi
    PATH=$root/.venv-node/bin:$PATH
    export PATH
}

portal_packages() {
    node_packages portal "the portal's packages"
}

# node_packages DIRECTORY WHAT: its node_modules with exactly the locked packages.
node_packages() {
    node_environment
    stamp=$root/$1/node_modules/.slipway-lock
    wanted=$(cksum <"$root/$1/package-lock.json")
    [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return 0
    say "Installing $2"
    (cd "$root/$1" && npm ci --no-audit --no-fund --loglevel=error) ||
        fail "npm could not install $2." "Check the network (npm config set registry … for a mirror), then run the same command again."
    echo "$wanted" >"$stamp"
}

# Build portal/dist when a source (src/api/schema.d.ts is made by the build) differs from that of the last build.
portal_build() {
    built=$root/portal/dist/.slipway-sources
    sources=$(cd "$root/portal" && find . -path ./node_modules -prune -o -path ./dist -prune -o -path ./src/api/schema.d.ts -prune -o -type f -print | LC_ALL=C sort | xargs cksum | cksum)
    [ -e "$built" ] && [ "$(cat "$built")" = "$sources" ] && return 0
    portal_packages
    say "Building the portal"
    told=$(cd "$root/portal" && npm run --silent build 2>&1) || {
        printf '%s\n' "$told" >&2
        fail "the portal does not build." "The messages above name the file."
    }
    echo "$sources" >"$built"
}

run_launcher() {
    PATH="$PATH:/usr/sbin:/sbin" PYTHONPATH="$root/src:$root" exec "$root/.venv/bin/python" -m launcher "$@"
}

run_client() {
    PYTHONPATH="$root/src:$root" exec "$root/.venv/bin/python" -m slipway.cli "$@"
}
