"""Contract suites: tests that a host runs against its own repositories and stores."""
