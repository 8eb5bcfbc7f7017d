"""A view is a function: it reads the query string or finds a record, asks the index and the database, and hands a template plain values."""
