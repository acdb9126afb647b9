"""How records are kept: changes, the log, the merge, and the views of it. The only floor that writes records."""
