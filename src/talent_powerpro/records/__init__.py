"""Values of a run: its calls, writes, records, plans and reports, and what the journal keeps."""
