"""Makes ``src/localkube/objects/wire.txt``: the protobuf field numbers of the served kinds.

They stand in the struct tags of the public Go sources, and once more in ``generated.proto``, which must agree.
Run it with clones of ``kubernetes/api`` and ``kubernetes/apimachinery`` at the tag of the served version when a kind is
added::

    python -m tests.localkube.objects.wire_numbers path/to/api path/to/apimachinery
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from localkube.objects.kinds import EXTENSIONS_GROUP, KINDS, OLDER
from localkube.objects.protobuf import WIRE_FILE

ROOTS = ("meta.DeleteOptions", "autoscaling.Scale", "policy.Eviction", "core.Binding", "authentication.TokenRequest")
"""Bodies of requests that are no objects of a served kind."""

GROUPS = (
    *("core", "apps", "batch", "coordination", "discovery", "networking", "autoscaling", "policy", "storage"),
    *("rbac", "authentication", "authorization", "scheduling", "events"),
)
NEWER = {"autoscaling": "v2"}
"""Groups with a second served version; what it names anew counts."""
UNSERVED = ("schedulingv1alpha3.",)
"""Groups of fields that are newer than the version which is served."""
SCALARS = {"string": "str", "int32": "int", "int64": "int", "bool": "bool", "float64": "float", "[]byte": "bytes"}
SPECIAL = {
    "metav1.Time": "time",
    "metav1.MicroTime": "microtime",
    "meta.Time": "time",
    "meta.MicroTime": "microtime",
    "meta.FieldsV1": "fields",
    "resource.Quantity": "quantity",
    "intstr.IntOrString": "intstr",
    "types.UID": "str",
    "runtime.RawExtension": "raw",
    "v1.Protocol": "str",
    "authentication.ExtraValue": "strings",
    "authorization.ExtraValue": "strings",
}
RENAMED = {"uID": "uid", "aPIGroup": "apiGroup"}
"""Fields that have another name in protobuf than in JSON."""
FIELD = re.compile(r"^\s+(?:(\w+)\s+)?(\*?)(\S+)\s+`json:\"([^\"]*)\".*? protobuf:\"(?:bytes|varint|fixed64),(\d+),")

MESSAGE = re.compile(r"^message (\w+) \{(.*?)^\}", re.MULTILINE | re.DOTALL)
NUMBER = re.compile(r"^  (optional|repeated|map<[^>]*>) *\S* (\w+) = (\d+);", re.MULTILINE)


class Sources:
    """All structs and named types, by names like ``core.Pod``."""

    def __init__(self) -> None:
        self.structs: dict[str, list[tuple[int, str, str, str]]] = {}
        self.named: dict[str, str] = {}

    def read(self, module: str, text: str) -> None:
        struct = ""
        for line in text.splitlines():
            if begun := re.match(r"^type (\w+) struct \{", line):
                struct = f"{module}.{begun[1]}"
                self.structs[struct] = []
            elif line.startswith("}"):
                struct = ""
            elif alias := re.match(r"^type (\w+) =? ?(\S+)$", line):
                self.named[f"{module}.{alias[1]}"] = alias[2]
            elif struct and (found := FIELD.match(line)):
                name = found[4].partition(",")[0] or "."
                self.structs[struct].append((int(found[5]), name, found[2], found[3]))

    def written(self, module: str, go_type: str, used: list[str]) -> str:
        """The type in our notation."""
        if go_type in SCALARS:
            return SCALARS[go_type]
        if go_type.startswith("[]"):
            return f"[{self.written(module, go_type[2:].lstrip('*'), used)}]"
        if found := re.match(r"map\[[\w.]+\](.+)", go_type):
            return f"{{{self.written(module, found[1], used)}}}"
        full = go_type if "." in go_type else f"{module}.{go_type}"
        if full in SPECIAL:
            return SPECIAL[full]
        full = (
            full.replace("metav1.", "meta.")
            .replace("corev1.", "core.")
            .replace("apiv1.", "core.")
            .replace("v1.", "core.")
        )
        if full in self.named:
            return self.written(full.partition(".")[0], self.named[full], used)
        assert full in self.structs, f"{full} (of {module}) is neither a struct nor a named type"
        used.append(full)
        return full


def render(sources: Sources) -> str:
    """The file's text."""
    waiting = [*(kind.model for kind in (*KINDS, *OLDER) if not kind.custom and kind.group != EXTENSIONS_GROUP), *ROOTS]
    told: dict[str, str] = {}
    while waiting:
        name = waiting.pop()
        if name in told:
            continue
        module = name.partition(".")[0]
        lines = [name]
        for number, field, pointer, go_type in sorted(sources.structs[name]):
            if any(group in go_type for group in UNSERVED):
                continue
            lines.append(f"  {number} {field} {pointer}{sources.written(module, go_type, waiting)}")
        told[name] = "\n".join(lines)
    return "\n".join(told[name] for name in sorted(told)) + "\n"


def disagreements(text: str, module: str, proto: str) -> list[str]:
    """Where the file and a ``generated.proto`` differ in a message of both; ``.`` stands for whatever name."""
    ours = {found[1]: found[2] for found in re.finditer(rf"^{module}\.(\w+)\n((?:  .*\n)*)", text, re.MULTILINE)}
    wrong = []
    for message, body in MESSAGE.findall(proto):
        if message not in ours:
            continue
        theirs = {int(number): (RENAMED.get(name, name), label) for label, name, number in NUMBER.findall(body)}
        numbers = {int(line.split()[0]): line.split()[1:] for line in ours[message].splitlines()}
        for number in sorted(theirs.keys() | numbers.keys()):
            name, written = numbers.get(number, ("", ""))
            other, label = theirs.get(number, ("", ""))
            repeated = written.lstrip("*").startswith("[")
            if name not in (other, ".") or (label == "repeated") != repeated:
                wrong.append(f"{module}.{message} {number}: {name} {written} here, {label} {other} there")
    return wrong


def main(api: Path, machinery: Path) -> None:
    """Read the sources, write the file."""
    sources = Sources()
    for group in GROUPS:
        for version in ("v1", *filter(None, [NEWER.get(group)])):
            sources.read(group, (api / group / version / "types.go").read_text())
    sources.read("autoscaling1", (api / "autoscaling" / "v1" / "types.go").read_text())
    sources.read("meta", (machinery / "pkg/apis/meta/v1/types.go").read_text())
    text = render(sources)
    protos = {group: api / group / NEWER.get(group, "v1") / "generated.proto" for group in GROUPS}
    protos |= {
        "autoscaling1": api / "autoscaling" / "v1" / "generated.proto",
        "meta": machinery / "pkg/apis/meta/v1/generated.proto",
    }
    for module, proto in protos.items():
        assert not (wrong := disagreements(text, module, proto.read_text())), "\n".join(wrong)
    WIRE_FILE.write_text(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
