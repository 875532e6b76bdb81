"""CDS Hooks 2.0: what an EHR asks at a moment of care, read to facts; the guideline's answer as few cards. Pure."""
