"""What studies cost beside the simulation itself: planning, engines, the store, queries, the report."""
