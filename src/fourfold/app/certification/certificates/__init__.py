"""Certificates: issued, bundled with what a check needs, shown, and changed in state."""
