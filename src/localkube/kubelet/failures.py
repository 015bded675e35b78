"""Why a container does not run yet, in the words that ``status`` and events show."""

from __future__ import annotations


class Waiting(Exception):  # noqa: N818 - not an error of ours: the container waits, and this is its reason
    """The container cannot be started now. ``reason`` is what Kubernetes calls it."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


class ConfigMissing(Waiting):
    """Something that the container's definition refers to is not there or makes no sense."""

    def __init__(self, message: str) -> None:
        super().__init__("CreateContainerConfigError", message)


class VolumeFault(Exception):  # noqa: N818 - named like the runtime's faults
    """A volume cannot be provided now; the message names it and says why."""


class HookFailed(Exception):  # noqa: N818 - says what happened
    """A lifecycle hook did not do its work."""
