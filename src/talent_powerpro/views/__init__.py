"""Views for people, as values and text."""
