"""What is said: preparation, statement, certificate, as the contents of credentials."""
