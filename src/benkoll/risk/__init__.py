"""Fracture probability: one file per model, all of one shape."""
