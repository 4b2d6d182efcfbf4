"""HTTP as values: requests, responses, routes and error pages."""
