"""Application files: errors name file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from slipway.cli import appfile
from slipway.cli.api import CliError

GOOD = """\
name: shop
services:
  - name: redis
    image: redis:7
  - name: web
    image: shop/web:1
    ports:
      - port: 8000
      - port: 99999
    env:
      A: "1"
"""


def read(tmp_path: Path, text: str) -> appfile.AppFile:
    path = tmp_path / "app.yaml"
    path.write_text(text)
    return appfile.read(str(path))


@pytest.mark.parametrize(
    ("field", "line"),
    [("name", 1), ("services[0].image", 4), ("services[1].ports[1].port", 9), ("services[1].env.A", 11)],
)
def test_error_of_a_field_is_shown_with_its_line(tmp_path: Path, field: str, line: int) -> None:
    file = read(tmp_path, GOOD)
    explained = file.explain(CliError("is wrong", field=field))
    assert explained.message.endswith(f"app.yaml:{line}: is wrong")


def test_missing_field_is_shown_with_the_line_of_what_lacks_it(tmp_path: Path) -> None:
    file = read(tmp_path, GOOD)
    assert "app.yaml:5:" in file.explain(CliError("is missing", field="services[1].resources.cpu")).message


def test_error_without_a_field_stays_as_it_is(tmp_path: Path) -> None:
    error = CliError("over quota")
    assert read(tmp_path, GOOD).explain(error) is error


def test_malformed_yaml_is_shown_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(CliError, match=r"app\.yaml:3: not valid YAML"):
        read(tmp_path, "name: shop\nservices: [\n")


def test_repeated_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CliError, match=r"app\.yaml:3: 'name' stands here a second time"):
        read(tmp_path, "name: shop\ndescription: x\nname: other\n")


def test_document_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CliError, match="mapping"):
        read(tmp_path, "- a\n- b\n")


def test_missing_file_is_named() -> None:
    with pytest.raises(CliError, match=r"nowhere\.yaml: No such file"):
        appfile.read("nowhere.yaml")


def test_tag_that_would_make_an_object_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CliError, match="not valid YAML"):
        read(tmp_path, "name: !!python/object/apply:os.system ['true']\n")
