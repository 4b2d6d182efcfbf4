"""The subcommands, one in a file: options in, a call, a page or JSON out."""
