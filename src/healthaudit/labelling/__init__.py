"""Labelling: the sentences about which rules and classifier disagree, and what a person says of them."""
