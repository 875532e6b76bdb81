"""Codes of other systems and what they mean here, as tables with their sources."""
