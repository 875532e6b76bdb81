"""The care chain after a fracture: what happened is kept as events, and what is to be done follows from them."""
