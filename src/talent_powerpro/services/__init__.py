"""Services: what people do between runs, one function for each task."""
