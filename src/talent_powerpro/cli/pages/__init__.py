"""What each command shows, on whichever screen."""
