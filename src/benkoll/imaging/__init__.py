"""Arrays and points in, measures out: bone density and vertebrae; no files, no DICOM, no patient."""
