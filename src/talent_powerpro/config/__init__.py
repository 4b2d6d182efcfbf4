"""Settings: reads a settings file and opens the agent that it describes.

For the command, a fleet or a host. Imports neither click nor rich nor the command.
"""
