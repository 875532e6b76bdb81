"""Pages for people, Swedish first: rendered here, readable and usable without JavaScript."""
