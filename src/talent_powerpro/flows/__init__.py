"""The guide's two pages as flows, and the drivers that run them."""
