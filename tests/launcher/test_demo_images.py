"""Which packages the demo's base image is made of."""

from __future__ import annotations

from launcher.demo_images import _walk

DEPENDS = """\
server
  Depends: libfoo
  PreDepends: init-system-helpers
 |Depends: adduser
libfoo
  Depends: libc6
init-system-helpers
  Depends: perl-base
perl-base
  Depends: libcrypt1
libc6
libcrypt1
adduser
"""


def test_dependencies_of_dependencies_come_along() -> None:
    assert {"server", "libfoo", "libc6"} <= _walk(DEPENDS, ("server",))


def test_what_only_installation_scripts_need_stays_out() -> None:
    assert _walk(DEPENDS, ("server",)).isdisjoint({"init-system-helpers", "perl-base", "libcrypt1", "adduser"})
