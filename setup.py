"""The build step that carries the catalog and the themes inside a wheel; all the rest is in setup.cfg."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
CARRIED = ("catalog", "themes")


class BuildWithData(build_py):
    """Copies the data folders to okno/_data of the wheel; a checkout reads them where they are."""

    def run(self) -> None:
        """Build the package, then lay the data folders into it afresh."""
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib, "okno", "_data")
        shutil.rmtree(target, ignore_errors=True)  # what an earlier build left would ship again
        for name in CARRIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, target / name)


setup(cmdclass={"build_py": BuildWithData})
