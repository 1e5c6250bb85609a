"""The numbered checks of a certificate and the verdict they come to."""
