"""A language without a vocabulary: three-valued terms, and what can be done with a term. It knows no medicine."""
