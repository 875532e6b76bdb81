"""Whole populations: the guideline over tables of any size, who is to be called, what is counted and changed."""
