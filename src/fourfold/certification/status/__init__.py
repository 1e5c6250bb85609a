"""Status of certificates: bitstring lists for revocation and suspension."""
