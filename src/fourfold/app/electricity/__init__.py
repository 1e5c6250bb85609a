"""What people ask of electricity: trace, check, aggregate, publish, plot, unfold, reconcile."""
