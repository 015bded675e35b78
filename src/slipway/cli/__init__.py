"""The command line client: everything it does goes through the public HTTP API.

``python -m slipway.cli`` or ``./slipway COMMAND``. Errors are the platform's own words on standard error and exit code
1 (2 for a wrong use of the command line).
"""
