"""Messages of visits from hospital systems (CSV, HL7 v2, FHIR): bytes in, visits with their fractures out."""
