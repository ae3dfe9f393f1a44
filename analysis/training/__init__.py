"""How the model was made: PyTorch, not installed by default and never imported by the kit."""
