"""The recommendations by what the reader does: each a code, the criterion for when it holds, and details."""
