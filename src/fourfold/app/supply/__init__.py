"""What people ask of power traced: import, show, match, claim, state, prove, residual."""
