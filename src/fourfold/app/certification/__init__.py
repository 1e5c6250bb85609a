"""Use cases of certification: keys and bodies, sealing, stating, issuing, logs, labels, verifying."""
