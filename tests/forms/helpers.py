"""What a browser posts beside the fields of a guarded form: with our script, and without."""

import time

import altcha
from django.core import signing

from forms.guards import OPENED, PROOF, make_challenge


def wait(seconds: int = 60) -> dict:
    """A form that was open for so long, in a browser without scripts."""
    return {OPENED: signing.dumps(int(time.time()) - seconds, salt=OPENED)}


def prove(kind: str) -> dict:
    """A form whose challenge was answered."""
    challenge = make_challenge(kind)
    numbers = altcha.solve_challenge_v1(challenge["challenge"], challenge["salt"], challenge["algorithm"], 50_000, 0)
    names = ("algorithm", "challenge", "salt", "signature")
    solution = altcha.PayloadV1(**{name: challenge[name] for name in names}, number=numbers.number)
    return {PROOF: solution.to_base64()}
