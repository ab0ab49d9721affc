"""`python -m quoteproof`: the command that was installed with the module."""

import os
import shutil
import subprocess
import sys
import sysconfig


def main():
    command = shutil.which("quoteproof", path=sysconfig.get_path("scripts"))
    if command is None:
        raise SystemExit("quoteproof: the command is not installed beside the module")
    if os.name == "posix":
        os.execv(command, [command, *sys.argv[1:]])
    raise SystemExit(subprocess.call([command, *sys.argv[1:]]))


if __name__ == "__main__":
    main()
