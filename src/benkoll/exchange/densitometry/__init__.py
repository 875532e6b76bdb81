"""What a densitometer reports, in each form that it comes in."""
