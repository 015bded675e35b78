"""What a machine is started with: cloud-init's user data, by which it joins the cluster at its first start. Pure.

Source: "User data formats" and the modules ``hostname``, ``write_files`` and ``runcmd`` in cloud-init's documentation.
"""

from __future__ import annotations

import shlex

import yaml

SCRIPT = "/var/lib/slipway/join"
TRIES = 5
PAUSE_SECONDS = 20
LIMIT_BYTES = 16 * 1024
"""The least that a provider takes (EC2); what is longer is refused before anything is ordered."""


def user_data_of(name: str, prepare: str, command: str) -> str:
    """Return the user data: set the name, which becomes the host's, run ``prepare``, then join.

    The script holds a token: only root reads it, and it is removed when the machine has joined.
    """
    config = {
        "hostname": name,
        "preserve_hostname": False,
        "write_files": [{"path": SCRIPT, "permissions": "0700", "content": _script(prepare, command)}],
        "runcmd": [[SCRIPT]],
    }
    return "#cloud-config\n" + yaml.safe_dump(config, sort_keys=False, allow_unicode=True, width=1000)


def _script(prepare: str, command: str) -> str:
    """The network of a machine that has just started may need a moment, so joining is tried a few times."""
    ready = f"sh -ec {shlex.quote(prepare)} || exit 1\n" if prepare.strip() else ""
    return (
        "#!/bin/sh\n"
        f"{ready}"
        f"for try in $(seq {TRIES}); do\n"
        f"    if sh -c {shlex.quote(command)}; then rm -f {SCRIPT}; exit 0; fi\n"
        f"    sleep {PAUSE_SECONDS}\n"
        "done\n"
        "exit 1\n"
    )
