"""How they ask, on a command line. Only this room prints or exits."""
