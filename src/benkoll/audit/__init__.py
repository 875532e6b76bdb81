"""Who saw or changed what of whom: appended, chained by hashes, verified."""
