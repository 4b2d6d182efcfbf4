"""The subcommands, one in a file: reads options, calls the library, prints a page or JSON."""
