#!/usr/bin/env python3
"""Make .venv/ and install the pinned requirements, once for each version of their files.

Runs with the machine's own Python, standard library only. With --dev, the tools of the
tests and checks are installed too.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"
MINIMUM = (3, 11)


def say(text):
    print(f"==> {text}", flush=True)


def stop(text):
    sys.exit(f"\nERROR: {text}")


def has_pip(python):
    if not Path(python).exists():
        return False
    return subprocess.run([python, "-m", "pip", "--version"], capture_output=True).returncode == 0


def create_venv():
    if has_pip(PYTHON):
        return
    if VENV.exists():
        say("The virtual environment is incomplete: making it anew")
        shutil.rmtree(VENV)
    say(f"Making .venv with Python {sys.version.split()[0]}")
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    package = "python{}.{}-venv".format(*sys.version_info)
    # Debian keeps the module that installs pip in a package of its own.
    if shutil.which("apt-get") and not has_module("ensurepip"):
        if os.name == "posix" and os.geteuid() == 0:
            say(f"This Python cannot make virtual environments: installing {package}")
            subprocess.run(["apt-get", "update", "-q"], check=False)
            if subprocess.run(["apt-get", "install", "-y", "-q", package], check=False).returncode == 0:
                subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
                return
        stop(f"this Python cannot make virtual environments. Install {package}:\n    sudo apt-get install {package}")
    stop(f"the virtual environment could not be made:\n{made.stdout}{made.stderr}")


def has_module(name):
    return subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True).returncode == 0


def digest(files):
    content = hashlib.sha256(sys.version.encode())
    for file in files:
        content.update(file.read_bytes())
    return content.hexdigest()


def install(files):
    say("Installing the packages (one to two minutes the first time)")
    started = time.monotonic()
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
    for file in files:
        command += ["-r", str(file)]
    if subprocess.run(command).returncode:
        stop("The packages could not be installed.")
    say(f"Installed in {time.monotonic() - started:.0f} s")


def main():
    if sys.version_info < MINIMUM:
        stop("Python {}.{} or later is needed; this is {}".format(*MINIMUM, sys.version.split()[0]))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="install the tools of the tests and checks too")
    dev = parser.parse_args().dev
    files = [ROOT / "requirements.txt"] + ([ROOT / "requirements-dev.txt"] if dev else [])
    stamp = VENV / ("installed-dev" if dev else "installed")
    wanted = digest(files)
    # The development set holds the other one: it serves for both.
    if has_stamp(stamp, wanted):
        return
    create_venv()
    install(files)
    stamp.write_text(wanted, encoding="utf-8")
    if dev:
        (VENV / "installed").write_text(digest(files[:1]), encoding="utf-8")


def has_stamp(stamp, wanted):
    return PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted


if __name__ == "__main__":
    main()
