"""Interfaces for systems: REST, CDS Hooks, FHIR, SMART, bulk data."""
