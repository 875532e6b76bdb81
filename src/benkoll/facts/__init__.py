"""The vocabulary: each fact about a patient is a leaf term with label, unit, range and meaning of its absence."""
