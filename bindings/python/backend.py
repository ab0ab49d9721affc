"""The build of the wheel: maturin makes the module, and the command stands beside it as a script.

Pip calls this for the folder of the repository. `QUOTEPROOF_COMMAND` names a command that is built already, a static one for
example; otherwise Cargo builds it.
"""

import json
import os
import pathlib
import shutil
import subprocess

import maturin
from maturin import *  # noqa: F403 (the hooks that are maturin's own)

ROOT = pathlib.Path(__file__).resolve().parents[2]
# pyproject.toml names this folder; maturin wants it to be there even where it only writes metadata.
SCRIPTS = ROOT / "target" / "wheel" / "quoteproof.data" / "scripts"
SCRIPTS.mkdir(parents=True, exist_ok=True)


def _built():
    # The module's own profile: as small as it gets.
    cargo = ["cargo", "build", "--profile", "wheel", "--locked", "--manifest-path", str(ROOT / "Cargo.toml")]
    # What is built where depends on the environment and on Cargo's configuration: Cargo says it.
    run = subprocess.run([*cargo, "--message-format", "json"], stdout=subprocess.PIPE, check=True)
    made = [json.loads(line).get("executable") for line in run.stdout.splitlines() if line.startswith(b"{")]
    return [file for file in made if file][-1]


def _is_elf(file):
    """A script that stands for the command has nothing to strip, and a macOS binary would lose its signature."""
    with open(file, "rb") as opened:
        return opened.read(4) == b"\x7fELF"


def _put_command():
    command = pathlib.Path(os.environ.get("QUOTEPROOF_COMMAND") or _built())
    for old in SCRIPTS.iterdir():
        old.unlink()
    script = SCRIPTS / f"quoteproof{'.exe' if os.name == 'nt' else ''}"
    shutil.copyfile(command, script)
    script.chmod(0o755)
    if _is_elf(script) and shutil.which("strip"):
        # It only saves room: a command for another kind of processor may stay as it is.
        subprocess.run(["strip", str(script)], check=False)


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    _put_command()
    return maturin.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    _put_command()
    return maturin.build_editable(wheel_directory, config_settings, metadata_directory)
