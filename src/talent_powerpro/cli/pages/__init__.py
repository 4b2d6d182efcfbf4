"""The pages that commands show, as functions over a `Screen`."""
