"""Labels and names of our containers. All that localkube must know again after its own restart stands in labels."""

from __future__ import annotations

from dataclasses import dataclass

from localkube.runtime.types import ContainerSpec, Role, SandboxSpec

INSTANCE = "localkube.instance"
ROLE = "localkube.role"
POD_UID = "localkube.pod-uid"
NAMESPACE = "localkube.namespace"
POD = "localkube.pod"
NAME = "localkube.name"
ATTEMPT = "localkube.attempt"
NODE = "localkube.node"
SANDBOX_NAME = "sandbox"
POD_NAME_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose container it is."""

    role: Role
    pod_uid: str
    namespace: str
    pod_name: str
    name: str
    attempt: int

    @classmethod
    def of_sandbox(cls, spec: SandboxSpec) -> Identity:
        """A pod's sandbox."""
        return cls("sandbox", spec.pod_uid, spec.namespace, spec.pod_name, SANDBOX_NAME, spec.attempt)

    @classmethod
    def of_container(cls, spec: ContainerSpec) -> Identity:
        """A container of a pod."""
        return cls("container", spec.pod_uid, spec.namespace, spec.pod_name, spec.name, spec.attempt)

    @classmethod
    def read(cls, labels: dict[str, str]) -> Identity:
        """From the labels that ``labels`` wrote."""
        return cls(
            "sandbox" if labels.get(ROLE) == "sandbox" else "container",
            labels.get(POD_UID, ""),
            labels.get(NAMESPACE, ""),
            labels.get(POD, ""),
            labels.get(NAME, ""),
            int(labels.get(ATTEMPT, "0")),
        )

    def labels(self, instance: str) -> dict[str, str]:
        """The labels to find it by."""
        return {
            INSTANCE: instance,
            ROLE: self.role,
            POD_UID: self.pod_uid,
            NAMESPACE: self.namespace,
            POD: self.pod_name,
            NAME: self.name,
            ATTEMPT: str(self.attempt),
        }

    def container_name(self, instance: str) -> str:
        """A name that people recognise in ``docker ps``; the end of it tells pods of the same name apart."""
        pod = self.pod_name[:POD_NAME_LENGTH]
        return f"lk-{instance}-{pod}-{self.name}-{self.pod_uid[:8]}-{self.attempt}"
