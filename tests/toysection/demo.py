"""What a section's demo loader looks like; the toy section has nothing to load."""


def load(demo):
    """Load nothing."""
