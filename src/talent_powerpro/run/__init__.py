"""One run of the agent: its stages, its plan, its report."""
