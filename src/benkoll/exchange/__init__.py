"""Outside shapes to facts, and answers to outside shapes: bytes in, values out, no database and no network."""
