"""The nouns of a filing, its errors, and the normal form of a name and a case number."""
