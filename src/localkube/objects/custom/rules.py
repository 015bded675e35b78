"""What a CustomResourceDefinition itself must be: names, versions, and schemas that are structural."""

from __future__ import annotations

import re
from collections.abc import Iterable

from localkube.objects.access import Obj
from localkube.objects.custom import jsonpath
from localkube.objects.custom.structure import check_structure
from localkube.objects.validation import names
from localkube.objects.validation.problems import Problems

_COLUMN_TYPES = ("boolean", "date", "integer", "number", "string")
_COLUMN_FORMATS = ("byte", "date", "date-time", "double", "float", "int32", "int64", "password")
_APPROVAL = "api-approved.kubernetes.io"
_PROTECTED = re.compile(r"(^|\.)(k8s|kubernetes)\.io$")
_MOST_SELECTABLE = 8


def check_definition(crd: Obj, old: Obj | None, found: Problems) -> None:
    """Check a definition; ``old`` is what an update would replace."""
    spec: Obj = crd.get("spec") or {}
    given: Obj = spec.get("names") or {}
    _check_name(crd, spec, given, found)
    _check_names("spec.names", given, found)
    if not spec.get("scope"):
        found.required("spec.scope")
    else:
        found.one_of("spec.scope", spec["scope"], ("Cluster", "Namespaced"))
    if spec.get("preserveUnknownFields"):
        detail = (
            "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"
        )
        found.invalid("spec.preserveUnknownFields", True, detail)
    _check_conversion(spec.get("conversion") or {}, found)
    versions: list[Obj] = spec.get("versions") or []
    _check_versions(versions, found)
    _check_stored((crd.get("status") or {}).get("storedVersions"), versions, found)
    if old is not None:
        _check_change(spec, old, found)


def _check_name(crd: Obj, spec: Obj, given: Obj, found: Problems) -> None:
    group = spec.get("group", "")
    if not group:
        found.required("spec.group")
    elif wrong := names.subdomain(group):
        found.invalid("spec.group", group, wrong)
    elif "." not in group:
        found.invalid("spec.group", group, "should be a domain with at least one dot")
    if crd["metadata"].get("name") != f"{given.get('plural', '')}.{group}":
        found.invalid("metadata.name", crd["metadata"].get("name"), 'must be spec.names.plural+"."+spec.group')
    if _PROTECTED.search(group) and not (crd["metadata"].get("annotations") or {}).get(_APPROVAL):
        detail = (
            "protected groups must have approval annotation, see https://github.com/kubernetes/enhancements/pull/1111"
        )
        found.required(f"metadata.annotations[{_APPROVAL}]", detail)


def _check_names(path: str, given: Obj, found: Problems) -> None:
    for field in ("plural", "singular", "kind", "listKind"):
        value: str = given.get(field, "")
        if not value:
            found.required(f"{path}.{field}")
        elif wrong := names.label_1035(value.lower()):
            mixed = "may have mixed case, but should otherwise match: " if field in ("kind", "listKind") else ""
            found.invalid(f"{path}.{field}", value, mixed + wrong)
    for field in ("shortNames", "categories"):
        for index, value in enumerate(given.get(field) or ()):
            if wrong := names.label_1035(value):
                found.invalid(f"{path}.{field}[{index}]", value, wrong)
    if given.get("kind") and given.get("kind") == given.get("listKind"):
        found.invalid(f"{path}.listKind", given["listKind"], "kind and listKind may not be the same")


def _check_conversion(conversion: Obj, found: Problems) -> None:
    """Webhooks are refused: the API calls nobody."""
    found.one_of("spec.conversion.strategy", conversion.get("strategy"), ("None",))
    if conversion.get("webhook") and conversion.get("strategy") == "None":
        detail = "should not be set when strategy is not set to Webhook"
        found.forbidden("spec.conversion.webhook", detail)


def _check_versions(versions: list[Obj], found: Problems) -> None:
    taken: set[str] = set()
    for index, version in enumerate(versions):
        at, name = f"spec.versions[{index}]", version.get("name", "")
        if wrong := names.label_1035(name):
            found.invalid(f"{at}.name", name, wrong)
        if name in taken:
            found.invalid("spec.versions", [v.get("name") for v in versions], "must contain unique version names")
        taken.add(name)
        _check_version(at, version, found)
    if not versions:
        found.required("spec.versions", "must have at least one version")
    elif sum(bool(version.get("storage")) for version in versions) != 1:
        told = [version.get("name") for version in versions]
        found.invalid("spec.versions", told, "must have exactly one version marked as storage version")


def _check_version(at: str, version: Obj, found: Problems) -> None:
    if version.get("deprecationWarning") and not version.get("deprecated"):
        found.invalid(
            f"{at}.deprecationWarning", version["deprecationWarning"], "can only be set for deprecated versions"
        )
    schema: Obj | None = (version.get("schema") or {}).get("openAPIV3Schema")
    if schema is None:
        found.required(f"{at}.schema.openAPIV3Schema", "schemas are required")
    else:
        check_structure(f"{at}.schema.openAPIV3Schema", schema, found)
    for index, column in enumerate(version.get("additionalPrinterColumns") or ()):
        _check_column(f"{at}.additionalPrinterColumns[{index}]", column, found)
    _check_selectable(f"{at}.selectableFields", version.get("selectableFields") or (), schema or {}, found)
    if scale := (version.get("subresources") or {}).get("scale"):
        _check_scale(f"{at}.subresources.scale", scale, found)


def _check_column(at: str, column: Obj, found: Problems) -> None:
    if not column.get("name"):
        found.required(f"{at}.name")
    if not column.get("type"):
        found.required(f"{at}.type", f"must be one of {','.join(_COLUMN_TYPES)}")
    elif column["type"] not in _COLUMN_TYPES:
        found.invalid(f"{at}.type", column["type"], f"must be one of {','.join(_COLUMN_TYPES)}")
    if column.get("format") and column["format"] not in _COLUMN_FORMATS:
        found.invalid(f"{at}.format", column["format"], f"must be one of {','.join(_COLUMN_FORMATS)}")
    if not column.get("jsonPath"):
        found.required(f"{at}.jsonPath")
        return
    try:
        jsonpath.parse(column["jsonPath"])
    except ValueError as error:
        found.invalid(f"{at}.jsonPath", column["jsonPath"], str(error))


def _check_selectable(path: str, fields: Iterable[Obj], schema: Obj, found: Problems) -> None:
    taken: set[str] = set()
    for index, field in enumerate(fields):
        at, text = f"{path}[{index}].jsonPath", field.get("jsonPath", "")
        if not text:
            found.required(at)
        elif not jsonpath.is_plain(text) or text.startswith(".metadata"):
            found.invalid(at, text, "is an invalid path: must be a simple path to a field outside of metadata")
        elif _leaf(schema, text) is None:
            found.invalid(at, text, "is an invalid path: does not refer to a valid field")
        elif (_leaf(schema, text) or {}).get("type") not in ("string", "integer", "boolean"):
            found.invalid(
                at,
                text,
                "must point to a field of type string, boolean or integer. Enum string fields and "
                "strings with formats are allowed.",
            )
        if text in taken:
            found.duplicate(at, text)
        taken.add(text)
        if index == _MOST_SELECTABLE:
            found.too_many(path, len(tuple(fields)), _MOST_SELECTABLE)


def _leaf(schema: Obj, text: str) -> Obj | None:
    node: Obj | None = schema
    for step in jsonpath.parse(text):
        node = ((node or {}).get("properties") or {}).get(step)
    return node


def _check_scale(at: str, scale: Obj, found: Problems) -> None:
    wanted = {
        "specReplicasPath": (".spec.", True),
        "statusReplicasPath": (".status.", True),
        "labelSelectorPath": (".spec. or .status.", False),
    }
    for field, (start, required) in wanted.items():
        text = scale.get(field, "")
        if not text:
            if required:
                found.required(f"{at}.{field}")
        elif not jsonpath.is_plain(text):
            found.invalid(f"{at}.{field}", text, "must be a json path with field names only")
        elif not text.startswith(tuple(start.split(" or "))):
            found.invalid(f"{at}.{field}", text, f"should be a json path under {start.rstrip('.')}")


def _check_stored(stored: list[str] | None, versions: list[Obj], found: Problems) -> None:
    known = {version.get("name") for version in versions}
    for index, name in enumerate(stored or ()):
        if name not in known:
            detail = (
                f"missing from spec.versions; {name} was previously a storage version, and must remain in spec.versions"
                f" until a storage migration ensures no data remains persisted in {name} and removes {name} from"
                " status.storedVersions"
            )
            found.invalid(f"status.storedVersions[{index}]", name, detail)


def _check_change(spec: Obj, old: Obj, found: Problems) -> None:
    before: Obj = old["spec"]
    found.immutable("spec.group", spec.get("group"), before.get("group"))
    found.immutable("spec.names.plural", (spec.get("names") or {}).get("plural"), before["names"].get("plural"))
    conditions = (old.get("status") or {}).get("conditions") or ()
    if any(c.get("type") == "Established" and c.get("status") == "True" for c in conditions):
        found.immutable("spec.scope", spec.get("scope"), before.get("scope"))
        found.immutable("spec.names.kind", (spec.get("names") or {}).get("kind"), before["names"].get("kind"))
