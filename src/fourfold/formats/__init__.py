"""How files spell things: parse and write, no meaning."""
