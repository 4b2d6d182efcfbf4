"""One run of the agent: its stages, its plan and its report."""
