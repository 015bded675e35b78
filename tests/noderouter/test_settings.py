from __future__ import annotations

import pytest

from noderouter.model import Wish
from noderouter.settings import from_arguments


def test_settings_have_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NODE_NAME", "n1")
    monkeypatch.setenv("POD_NAMESPACE", "routes")
    settings = from_arguments([])
    assert (settings.node, settings.namespace, settings.listen) == ("n1", "routes", ("127.0.0.1", 9478))
    assert (settings.wish, settings.protocol, settings.remove) == (Wish.AUTO, 83, False)


def test_an_ipv6_address_is_written_in_brackets() -> None:
    assert from_arguments(["--listen=[::1]:80"]).listen == ("::1", 80)


@pytest.mark.parametrize(
    "wrong",
    ["--listen=9478", "--listen=host:80", "--listen=127.0.0.1:0", "--protocol=4", "--protocol=300", "--protocol=bird",
     "--check-seconds=0", "--report-seconds=x", "--mode=off"],
)  # fmt: skip
def test_values_that_cannot_be_are_refused(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        from_arguments([wrong])
    assert wrong.partition("=")[0] in capsys.readouterr().err
