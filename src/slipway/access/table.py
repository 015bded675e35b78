"""The permission table as a page of documentation."""

from __future__ import annotations

from slipway.access.actor import Role, Scope
from slipway.access.permissions import OF_APPLICATIONS, PERMISSIONS, SCOPES, Action


def table() -> str:
    """Return the page ``docs/permissions.md``."""
    lines = [
        "# Permissions",
        "",
        "Made by `python -m slipway.access > docs/permissions.md` from `src/slipway/access/permissions.py`.",
        "",
        "Platform roles act in all tenants, tenant roles in their own only: another tenant's object answers 404,",
        "one's own tenant's object answers 403 when the role does not allow the action. `account.…` is one's own",
        "account: its password, sessions and API tokens. `application.secrets` is seeing the values of variables whose",
        "names look like secrets, and passwords inside of URLs; everybody else sees `***` in their place.",
        "`GET /roles`, `slipway roles` and the portal tell the same.",
        "",
        "| action | " + " | ".join(f"`{role}`" for role in Role) + " |",
        "|---" * (len(Role) + 1) + "|",
    ]
    for action in sorted(Action):
        marks = " | ".join("✓" if role in PERMISSIONS[action] else "" for role in Role)
        lines.append(f"| `{action}` | {marks} |")
    lines += [
        "",
        "## Scopes of API tokens",
        "",
        "A token does what its owner's role and its own scope both allow; browser sessions have the scope `all`.",
        "`deploy` publishes, unpublishes, scales, restarts and upgrades to another image. A token for certain",
        "applications does what the last column has, to those: others answer 404 and are in no list.",
        "",
        "| action | " + " | ".join(f"`{scope}`" for scope in Scope) + " | for certain applications |",
        "|---" * (len(Scope) + 2) + "|",
    ]
    for action in sorted(Action):
        allowed = [*(SCOPES[scope] for scope in Scope), OF_APPLICATIONS]
        marks = " | ".join("✓" if action in actions else "" for actions in allowed)
        lines.append(f"| `{action}` | {marks} |")
    return "\n".join(lines) + "\n"
