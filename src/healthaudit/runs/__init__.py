"""A run over many pages: which are audited by what, side by side, and which need not be audited again."""
