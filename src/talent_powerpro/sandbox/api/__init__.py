"""The API's actions, one file each."""
