"""The subcommands: one file each, each thin."""
