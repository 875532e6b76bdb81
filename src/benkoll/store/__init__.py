"""The database: one engine, one transaction, one chain of migrations, for every room that stores."""
