"""An answer said to a person: the text of one screen, and text for the record."""
