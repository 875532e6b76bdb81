"""What is computed from facts by a published formula: one file per quantity."""
