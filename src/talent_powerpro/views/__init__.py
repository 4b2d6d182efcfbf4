"""Views for people: the sync log, the Talent LMS tab, and writes in words."""
