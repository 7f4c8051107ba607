"""Define the records of a filing, its errors, and the normal form of names and case numbers."""
