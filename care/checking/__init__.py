"""The checker of outside links: addresses found in the contents, asked politely, one at a time."""
