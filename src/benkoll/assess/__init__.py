"""The engine's front door: facts about a patient in, an explained assessment out."""
