"""The demo's images: on public bases when a registry answers, else built here from Debian packages.

Building needs no registry: the packages are fetched with apt-get, unpacked without running their scripts, and imported
as one base image that all three services share. The base is tagged with a hash of its package list, the services with
a hash of their sources, so a second run finds everything.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

from launcher.errors import LauncherError
from launcher.layout import ROOT

Say = Callable[[str], None]

WANTED = ("python3-minimal", "libpython3-stdlib", "redis-server", "busybox-static", "base-files", "netbase")
"""What the demo's services run; their dependencies come along."""

UNWANTED = frozenset(
    {"adduser", "debconf", "debconf-2.0", "cdebconf", "dpkg", "gcc-12-base", "init-system-helpers", "lsb-base"}
    | {"mawk", "original-awk", "gawk", "passwd", "perl", "perl-base", "sysvinit-utils", "media-types"}
    | {"mime-support", "tar"}
)
"""Dependencies that only serve installation scripts, which are not run."""

LINKS = (
    "sh",
    "ls",
    "cat",
    "ps",
    "sleep",
    "wget",
    "env",
    "id",
    "kill",
    "top",
    "vi",
    "nslookup",
    "hostname",
    "grep",
    "head",
    "tail",
)
SERVICES = ("web", "api", "redis")
VERSIONS = {"web": ("1", "2"), "api": ("1",), "redis": ("1", "2")}


def ensure(docker_host: str, cache: Path, say: Say) -> None:
    """Make ``slipway-demo/<service>:<version>`` for all services. Raises LauncherError."""
    docker = _Docker(docker_host)
    stamp = _sources_hash()
    if all(docker.label(_image(service, version)) == stamp for service in SERVICES for version in VERSIONS[service]):
        return
    python_base, redis_base = _bases(docker, cache, say)
    say("Building the demo's images: web, api, redis")
    for service in SERVICES:
        base = redis_base if service == "redis" else python_base
        for version in VERSIONS[service]:
            docker.build(ROOT / "demo", service, version, base, stamp)


def _image(service: str, version: str) -> str:
    return f"slipway-demo/{service}:{version}"


def _sources_hash() -> str:
    digest = hashlib.sha256(" ".join(WANTED).encode())
    for path in sorted((ROOT / "demo").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _bases(docker: _Docker, cache: Path, say: Say) -> tuple[str, str]:
    """Images to build upon: (with Python, with Redis)."""
    prefix = os.environ.get("SLIPWAY_DEMO_REGISTRY", "")
    public = (f"{prefix}python:3.12-alpine", f"{prefix}redis:7-alpine")
    if all(docker.exists(image) for image in public):
        return public
    say("Asking the registry for the demo's base images")
    if all(docker.pull(image) for image in public):
        return public
    base = _base_from_packages(docker, cache, say)
    return base, base


def base_from_packages(docker_host: str, cache: Path, say: Say, wanted: tuple[str, ...] = WANTED) -> str:
    """Make an image of Debian packages, by default the demo's base with Python 3.11; its name. Raises LauncherError."""
    return _base_from_packages(_Docker(docker_host), cache, say, wanted)


def _base_from_packages(docker: _Docker, cache: Path, say: Say, wanted: tuple[str, ...] = WANTED) -> str:
    stamp = hashlib.sha256(" ".join(wanted + LINKS).encode()).hexdigest()[:12]
    base = f"slipway-demo/base:{stamp}"
    if not docker.exists(base):
        say("No registry answers: building the base image from Debian packages")
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as work:
            docker.import_tree(_unpack_packages(Path(work), cache / "packages", wanted), base)
    return base


def _unpack_packages(work: Path, downloads: Path, wanted: tuple[str, ...]) -> Path:
    names = _closure(wanted)
    downloads.mkdir(exist_ok=True)
    _run(["apt-get", "download", "-q", *names], "apt-get could not download the demo's packages.", cwd=downloads)
    tree = work / "root"
    # Debian merged these directories into /usr; the links must be there before packages write through them.
    for directory in ("bin", "sbin", "lib", "lib64"):
        (tree / "usr" / directory).mkdir(parents=True)
        (tree / directory).symlink_to(f"usr/{directory}")
    for package in sorted(downloads.glob("*.deb")):
        _run(
            [
                "sh",
                "-c",
                'dpkg-deb --fsys-tarfile "$1" | tar -x --keep-directory-symlink -C "$2"',
                "sh",
                str(package),
                str(tree),
            ],
            f"{package.name} cannot be unpacked.",
        )
    for name in LINKS:
        link = tree / "usr/bin" / name
        if not link.exists():
            link.symlink_to("busybox")
    (tree / "tmp").mkdir(mode=0o1777, exist_ok=True)
    (tree / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n")
    (tree / "etc/group").write_text("root:x:0:\nnogroup:x:65534:\n")
    shutil.rmtree(tree / "usr/share/doc", ignore_errors=True)
    shutil.rmtree(tree / "usr/share/man", ignore_errors=True)
    return tree


def _closure(wanted: tuple[str, ...]) -> list[str]:
    """The packages and all that they need at run time."""
    text = _run(
        ["apt-cache", "depends", "--recurse", "--no-recommends", "--no-suggests", "--no-conflicts", "--no-breaks",
         "--no-replaces", "--no-enhances", "--important", *wanted],
        "apt-cache does not know the demo's packages.",
    )  # fmt: skip
    names = {line.split(":")[0] for line in text.splitlines() if line and not line.startswith((" ", "<", "|"))}
    reachable = _walk(text, wanted)
    return sorted((names & reachable) - UNWANTED)


def _walk(text: str, wanted: tuple[str, ...]) -> set[str]:
    """Names reachable from ``wanted`` without passing through UNWANTED, in what ``apt-cache depends`` printed."""
    edges: dict[str, list[str]] = {}
    current = ""
    for line in text.splitlines():
        if line and not line.startswith((" ", "<")):
            current = line.split(":")[0]
            edges.setdefault(current, [])
        elif "Depends:" in line:
            edges.setdefault(current, []).append(line.partition("Depends:")[2].strip().split(":")[0])
    seen: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name in seen or name in UNWANTED:
            continue
        seen.add(name)
        waiting += edges.get(name, [])
    return seen


def _run(arguments: list[str], failure: str, cwd: Path | None = None) -> str:
    done = subprocess.run(arguments, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LauncherError(
            f"{failure}\n{done.stderr.strip()[-2000:]}",
            "Check the network and the package sources (apt-get update), then run the same command again.",
        )
    return done.stdout


class _Docker:
    """The docker command line client against one engine."""

    def __init__(self, host: str) -> None:
        self._environment = {**os.environ, "DOCKER_HOST": host, "DOCKER_BUILDKIT": "0"}

    def exists(self, image: str) -> bool:
        return self._call(["image", "inspect", image]).returncode == 0

    def label(self, image: str) -> str:
        done = self._call(["image", "inspect", "--format", '{{index .Config.Labels "slipway.sources"}}', image])
        return done.stdout.strip() if done.returncode == 0 else ""

    def pull(self, image: str) -> bool:
        """False when no registry gives the image (also after a minute without an end)."""
        try:
            return self._call(["pull", "--quiet", image], timeout=60).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def build(self, context: Path, service: str, version: str, base: str, stamp: str) -> None:
        arguments = ["--file", str(context / service / "Dockerfile"), "--tag", _image(service, version)]
        arguments += ["--build-arg", f"BASE={base}", "--build-arg", f"VERSION={version}"]
        arguments += ["--label", f"slipway.sources={stamp}", str(context)]
        done = self._call(["build", "--quiet", "--network=none", *arguments])
        if done.returncode != 0:
            raise LauncherError(f"the demo's image {service} does not build:\n{done.stderr.strip()[-2000:]}")

    def import_tree(self, tree: Path, image: str) -> None:
        archive = tree.parent / "base.tar"
        with tarfile.open(archive, "w") as tar:
            tar.add(tree, arcname=".", filter=_as_root)
        done = self._call(
            ["import", "--change", 'ENV PATH="/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"', str(archive), image]
        )
        if done.returncode != 0:
            raise LauncherError(f"the demo's base image cannot be imported: {done.stderr.strip()}")

    def _call(self, arguments: list[str], timeout: float = 600) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["docker", *arguments], env=self._environment, capture_output=True, text=True, check=False, timeout=timeout
        )


def _as_root(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    return member
