"""The pages that commands print, as functions that write to a `Screen`."""
