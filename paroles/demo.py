"""Demo content of the section."""


def load(demo):
    """Load the section’s demo content."""
