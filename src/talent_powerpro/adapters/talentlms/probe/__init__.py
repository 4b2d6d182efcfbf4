"""Probe of a portal: finds where it differs from what is known of the API."""
