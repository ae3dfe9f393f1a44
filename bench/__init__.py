"""What the kit costs, against its peers and against itself, measured on the same articles in one run."""
