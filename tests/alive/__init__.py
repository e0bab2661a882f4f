"""The site while what it depends on is stopped or silent: `python -m tests.alive`, see `tests/alive/__main__.py`."""
