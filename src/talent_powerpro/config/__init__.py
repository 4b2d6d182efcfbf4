"""From a settings file to a working agent, for the command, a fleet or a host.

Knows neither click nor rich nor the command. Adapters are imported where they are opened.
"""
