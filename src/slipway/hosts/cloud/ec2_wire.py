"""How EC2 is spoken to: what the library's connection does otherwise than is good for us.

It puts everything into the address, where a machine's start would be too long and its token would stand in the logs of
proxies; and it reads answers and errors in Amazon's own spelling only, from which other services differ.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

from libcloud.compute.drivers.ec2 import NAMESPACE, EC2Connection, EC2NodeDriver, EC2Response

_NAMESPACE = re.compile(r' xmlns="[^"]*"')


class Response(EC2Response):
    """Reads an answer whatever its namespace."""

    body: str

    def parse_body(self) -> Any:
        """Read it."""
        self.body = _NAMESPACE.sub(f' xmlns="{NAMESPACE}"', self.body, count=1)
        parent: Any = super()
        return parent.parse_body()

    def parse_error(self) -> str:
        """Return ``Code: words``, of an answer that is none of EC2's the status alone."""
        try:
            found = [each for each in ElementTree.fromstring(self.body).iter() if each.text]  # noqa: S314 - expat bounds expansion
        except ElementTree.ParseError:
            return f"HTTP {self.status}"
        told = {each.tag.rpartition("}")[2]: str(each.text).strip() for each in found}
        return f"{told.get('Code', f'HTTP {self.status}')}: {told.get('Message', '')}"


class Connection(EC2Connection):
    """Sends what is asked as a form."""

    responseCls = Response  # noqa: N815 - the library's name

    def request(self, action: str, params: Mapping[str, str] | None = None) -> Any:
        """Ask. What else the library can tell is for other kinds of services."""
        form = urlencode({**(params or {}), "Version": self.version})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        parent: Any = super()
        return parent.request(action, params={}, data=form, headers=headers, method="POST")

    def add_default_params(self, params: dict[str, str]) -> dict[str, str]:
        """Add nothing: the version is in the form."""
        return params


class Driver(EC2NodeDriver):
    """The library's driver on that connection."""

    connectionCls = Connection  # noqa: N815 - the library's name
