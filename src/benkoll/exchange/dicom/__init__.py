"""DICOM: images in, structured reports in and out; parsed in a worker process with limits."""
