"""FHIR R4: resources to facts, and answers to resources."""
