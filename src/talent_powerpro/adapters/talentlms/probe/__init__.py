"""A probe: how a portal differs from what the API sheet assumes."""
