"""A new configuration beside the present one, with a share of the requests."""
