"""An answer said to a person: the text of one screen, text for the record, and letters."""
