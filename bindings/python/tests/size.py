"""How large the wheel and its module are, and how long the import takes: python size.py WHEEL [PROFILE]

`PROFILE` is the one that both were built with: `wheel`, as they are handed out, or `release`, as .ci/wheel builds them.
"""

import pathlib
import subprocess
import sys
import time
import zipfile

import quoteproof

# The most of the wheel and of its module, in bytes, and of the import, in seconds: what users wait for before anything happens.
# The profile `release` has no `lto`: both are a fifth larger, and differ a little between machines; its bounds leave room for it.
SIZES = {"wheel": (17 << 20, 11 << 20), "release": (20 << 20, 14 << 20)}
IMPORT = 0.050


def import_time():
    """The quickest of ten, without the start of Python itself."""

    def quickest(code):
        times = []
        for _ in range(10):
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            times.append(time.perf_counter() - began)
        return min(times)

    return quickest("import quoteproof") - quickest("pass")


def main(wheel, profile="wheel"):
    most, most_of_module = SIZES[profile]
    wheel = pathlib.Path(wheel)
    files = {info.filename: info.file_size for info in zipfile.ZipFile(wheel).infolist()}
    module = next(size for name, size in files.items() if "/_native." in name)
    command = next(size for name, size in files.items() if ".data/scripts/" in name)
    took = import_time()
    mib = 1 << 20
    print(
        f"wheel {wheel.stat().st_size / mib:.2f} MiB, module {module / mib:.2f} MiB, command {command / mib:.2f} MiB,"
        f" imported in {took * 1000:.0f} ms"
    )
    said = subprocess.run([sys.executable, "-m", "quoteproof", "--version"], capture_output=True, text=True, check=True).stdout
    assert said == f"quoteproof {quoteproof.__version__}\n", said
    assert wheel.stat().st_size <= most, f"the wheel may have {most / mib} MiB"
    assert module <= most_of_module, f"the module may have {most_of_module / mib} MiB"
    assert took <= IMPORT, f"the import may take {IMPORT} s"


main(*sys.argv[1:])
