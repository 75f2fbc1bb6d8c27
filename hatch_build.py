"""Compiles the kernels of the analyses into a wheel, where the machine that builds it has a C compiler."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILD = Path(__file__).parent / "src/samlad/analysis/kernels/build.py"


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Without a compiler the wheel is pure Python and serves every machine."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; a wheel that holds a library is for this kind of machine, but for any Python."""
        # By its path: the package itself cannot be imported while it is built.
        library = runpy.run_path(str(BUILD))["build"]()
        if library is not None and version != "editable":
            build_data["pure_python"] = False
            build_data["tag"] = f"py3-none-{self._platform()}"
            build_data["artifacts"].append(str(library.relative_to(self.root)))

    @staticmethod
    def _platform() -> str:
        from packaging.tags import platform_tags

        return next(iter(platform_tags()))
