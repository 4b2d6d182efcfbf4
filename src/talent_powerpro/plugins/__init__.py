"""Plugins: the hooks they may implement, how they are called, and how they are found."""
