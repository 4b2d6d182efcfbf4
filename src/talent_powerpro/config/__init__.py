"""From a settings file to a working agent."""
