"""Files that people send are judged by what they hold; their name only says what to look for."""
