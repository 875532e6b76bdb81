"""What the guideline would change: people simulated through fractures, drugs, costs and quality of life."""
