"""The command that does what an error asks for: the API's hints say what to do, and fit the portal as well."""

COMMANDS: dict[str, str] = {
    "application.tenant_missing": "--tenant NAME",
    "application.name_taken": "slipway app apply -f FILE",
    "host.not_found": "slipway host list",
    "opening.direction_of_nobody": "--tenant NAME",
    "password.change_required": "slipway password",
    "registry.login_needed": "slipway registry add ADDRESS",
    "registry.not_metered": "slipway registry meter ADDRESS",
    "service.autoscaled": "slipway service autoscale APP/SERVICE --off",
    "service.canary_running": "slipway service canary promote|abort APP/SERVICE",
    "service.no_canary": "slipway service canary start APP/SERVICE",
    "service.not_autoscaled": "slipway service scale APP/SERVICE REPLICAS",
    "token.invalid": "slipway login",
}
"""Code of the error → what to type."""
