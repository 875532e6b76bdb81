"""The command line: one file per group of commands; it reads, asks and prints, and computes nothing."""
