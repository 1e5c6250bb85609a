"""What is vouched for: dossiers, statements, certificates, their log and status, and how anyone checks them."""
