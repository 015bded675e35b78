"""What can go wrong at the Engine, in the runtime's words: other rooms catch these, never the HTTP client's errors."""

from __future__ import annotations


class RuntimeFault(Exception):  # noqa: N818 - a fault of the container runtime, not Python's RuntimeError
    """Any refusal or failure of the Engine; the message is the Engine's own plain text."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class EngineUnavailable(RuntimeFault):
    """No Engine answers, or it went away in the middle of a call. Trying again later is right."""


class ContainerMissing(RuntimeFault):
    """There is no such container (any more)."""


class ContainerStopped(RuntimeFault):
    """The call needs a running container and this one does not run."""


class RunTimedOut(RuntimeFault):
    """A command that was to run within a time did not end in it, and was killed."""


class ImageMissing(RuntimeFault):
    """The registry does not have the image, or does not show it to us."""


class PullFailed(RuntimeFault):
    """The image could not be pulled for another reason: network, disk, a broken registry."""


class CreateFailed(RuntimeFault):
    """The container could not even be made: the Engine refuses its settings."""


class StartFailed(RuntimeFault):
    """The container was made but its command could not be run. It is kept, so that it can be shown as terminated."""

    def __init__(self, message: str, exit_code: int, container_id: str) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.container_id = container_id
