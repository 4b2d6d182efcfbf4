"""Actions of the API, one module for each kind."""
