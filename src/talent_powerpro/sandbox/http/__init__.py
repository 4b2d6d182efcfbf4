"""HTTP as values: requests, responses, and what a portal's server makes of them."""
