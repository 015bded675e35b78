"""What is checked of every object: its name, namespace, labels, annotations, owners and finalizers."""

from __future__ import annotations

from collections.abc import Callable

from localkube.objects.access import Obj
from localkube.objects.kinds import DEFINITIONS, Kind
from localkube.objects.rbac import CLUSTER_ROLE_BINDINGS, CLUSTER_ROLES, ROLE_BINDINGS, ROLES
from localkube.objects.validation import names
from localkube.objects.validation.problems import Problems

_ANNOTATIONS_LIMIT = 256 * 1024
_NAME_FORMATS: dict[str, Callable[[str], str]] = {
    "namespaces": names.label,
    "services": names.label_1035,
    **dict.fromkeys((ROLES, CLUSTER_ROLES, ROLE_BINDINGS, CLUSTER_ROLE_BINDINGS), names.path_segment),
}
_STANDARD_FINALIZERS = ("kubernetes", "orphan", "foregroundDeletion")
_IMMUTABLE = ("name", "namespace", "uid", "creationTimestamp")
_OPERATORS_WITH_VALUES = ("In", "NotIn")


def check_metadata(kind: Kind, metadata: Obj, old: Obj | None, found: Problems) -> None:
    """Check ``metadata``; ``old`` is what it was before an update."""
    if "name" not in metadata:
        found.required("metadata.name", "name or generateName is required")
    elif wrong := _NAME_FORMATS.get(kind.resource, names.subdomain)(metadata["name"]):
        found.invalid("metadata.name", metadata["name"], wrong)
    if not kind.namespaced and metadata.get("namespace"):
        found.forbidden("metadata.namespace", "not allowed on this type")
    check_labels("metadata.labels", metadata.get("labels"), found)
    check_annotations("metadata.annotations", metadata.get("annotations"), found)
    for index, finalizer in enumerate(metadata.get("finalizers", [])):
        if wrong := names.qualified_name(finalizer):
            found.invalid(f"metadata.finalizers[{index}]", finalizer, wrong)
        elif "/" not in finalizer and finalizer not in _STANDARD_FINALIZERS and not _is_extension(kind):
            detail = "name is neither a standard finalizer name nor is it fully qualified"
            found.invalid(f"metadata.finalizers[{index}]", finalizer, detail)
    _owners(metadata.get("ownerReferences", []), found)
    if old is not None:
        for name in _IMMUTABLE:
            if name in old:
                found.immutable(f"metadata.{name}", metadata.get(name), old[name])


def _is_extension(kind: Kind) -> bool:
    return kind.custom or kind.definition is not None or kind.resource == DEFINITIONS


def check_labels(path: str, labels: dict[str, str] | None, found: Problems) -> None:
    """Check keys and values of labels."""
    for key, value in (labels or {}).items():
        if wrong := names.qualified_name(key):
            found.invalid(path, key, wrong)
        if wrong := names.label_value(value):
            found.invalid(path, value, wrong)


def check_annotations(path: str, annotations: dict[str, str] | None, found: Problems) -> None:
    """Check keys and the total size of annotations."""
    size = 0
    for key, value in (annotations or {}).items():
        size += len(key) + len(value)
        if wrong := names.qualified_name(key.lower()):
            found.invalid(path, key, wrong)
    if size > _ANNOTATIONS_LIMIT:
        found.too_long(path, _ANNOTATIONS_LIMIT)


def check_selector(path: str, selector: Obj, found: Problems) -> None:
    """Check a ``LabelSelector``."""
    check_labels(f"{path}.matchLabels", selector.get("matchLabels"), found)
    for index, term in enumerate(selector.get("matchExpressions", [])):
        check_expression(f"{path}.matchExpressions[{index}]", term, found)


def check_expression(path: str, term: Obj, found: Problems, more_operators: tuple[str, ...] = ()) -> None:
    """Check one term: key, operator and values."""
    if wrong := names.qualified_name(term.get("key", "")):
        found.invalid(f"{path}.key", term.get("key", ""), wrong)
    operator, values = term.get("operator", ""), term.get("values")
    if operator in _OPERATORS_WITH_VALUES:
        if not values:
            found.required(f"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'")
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            found.forbidden(f"{path}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
    elif operator in more_operators:
        if len(values or ()) != 1:
            found.required(f"{path}.values", "must be specified single value when `operator` is 'Lt' or 'Gt'")
    else:
        found.invalid(f"{path}.operator", operator, "not a valid selector operator")


def _owners(references: list[Obj], found: Problems) -> None:
    for index, reference in enumerate(references):
        for name in ("apiVersion", "kind", "name", "uid"):
            if not reference.get(name):
                found.invalid(f"metadata.ownerReferences[{index}].{name}", "", "must not be empty")
    controllers = [reference for reference in references if reference.get("controller")]
    if len(controllers) > 1:
        first, second = (f"{controller.get('kind')}/{controller.get('name')}" for controller in controllers[:2])
        found.invalid(
            "metadata.ownerReferences",
            references,
            f"Only one reference can have Controller set to true. Found true in references for {first} and {second}",
        )
