"""The suites that prove a host's repositories, one file each."""
