"""Jobs that prove the engine."""

import datetime
import os

from sections.jobs import job

#: What the next ones do: nothing, or fail.
failing: list[Exception] = []
done: list = []


@job("Un essai", queue="toys", given_up_after=datetime.timedelta(hours=1), longest_wait=60)
def attempt(*arguments) -> None:
    if failing:
        raise failing[0]
    done.append(list(arguments))


@job("Un fichier", queue="toys")
def write_line(path: str, text: str, seconds: float = 0) -> None:
    """Write a line, and end only `seconds` later."""
    import time

    with open(path, "a") as file:
        file.write(f"{text} {os.getpid()}\n")
    time.sleep(seconds)
