"""The guideline's own table of contents: statements, numbers, criteria and recommendations, a module per chapter."""
