"""Benkoll ("bone check"): the regional osteoporosis guideline, run for a patient, with reasons."""
