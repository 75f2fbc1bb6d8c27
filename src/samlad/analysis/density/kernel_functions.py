"""Kernels in two dimensions: shape, size, and what makes each hold one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kernel = Literal["gaussian", "quartic", "epanechnikov", "triangular", "uniform"]
Profile = Literal[Kernel, "quartic_squared", "triangular_squared"]
Floats = NDArray[np.float64]

# In the order of the compiled kernels. The squares of the Gaussian and of the Epanechnikov are kernels again.
PROFILES: tuple[Profile, ...] = (
    *(
        "gaussian",
        "quartic",
        "epanechnikov",
        "triangular",
        "uniform",
        "quartic_squared",
        "triangular_squared",
    ),
)
SQUARES: dict[Profile, Profile] = {
    "quartic": "quartic_squared",
    "epanechnikov": "quartic",
    "triangular": "triangular_squared",
    "uniform": "uniform",
}
# A radius of 1 has this standard deviation along each axis, and this integral.
KERNELS: tuple[Kernel, ...] = ("gaussian", "quartic", "epanechnikov", "triangular", "uniform")
DEVIATIONS: dict[Profile, float] = {
    "quartic": (1 / 8) ** 0.5,
    "epanechnikov": (1 / 6) ** 0.5,
    "triangular": 0.15**0.5,
    "uniform": 0.5,
}
INTEGRALS: dict[Profile, float] = {
    "gaussian": 2 * np.pi,
    "quartic": np.pi / 3,
    "epanechnikov": np.pi / 2,
    "triangular": np.pi / 3,
    "uniform": np.pi,
}
# Beyond so many deviations a Gaussian is below what a number can add to its peak.
GAUSSIAN_REACH = 8.6


@dataclass(frozen=True, slots=True)
class Shape:
    """A kernel with its size: the deviation of a Gaussian, the radius of any other; and where it ends."""

    kernel: Profile
    size: float

    @property
    def deviation(self) -> float:
        return float(self.size * DEVIATIONS.get(self.kernel, 1.0))

    @property
    def reach(self) -> float:
        return self.size * (GAUSSIAN_REACH if self.kernel == "gaussian" else 1.0)

    @property
    def peak(self) -> float:
        """Density in the middle: one over the integral of the profile."""
        return float(1 / (INTEGRALS[self.kernel] * self.size**2))

    @property
    def squared(self) -> Shape:
        """The profile times itself."""
        if self.kernel == "gaussian":
            return Shape("gaussian", self.size / 2**0.5)
        return Shape(SQUARES[self.kernel], self.size)

    def profile(self, squared: Floats) -> Floats:
        """Height over the middle's at a distance, given as its square in units of the size."""
        return profile(self.kernel, squared)


def shape_of(kernel: Kernel, deviation: float) -> Shape:
    """The kernel with this standard deviation along each axis."""
    return Shape(kernel, deviation / DEVIATIONS.get(kernel, 1.0))


def profile(kernel: Profile, squared: Floats) -> Floats:
    """Height over the middle's at a distance, given as its square in units of the size."""
    if kernel == "gaussian":
        return np.asarray(np.exp(-0.5 * squared))
    if kernel == "uniform":
        return (squared <= 1).astype(np.float64)
    left = 1 - (np.sqrt(squared) if kernel.startswith("triangular") else squared)
    left = np.maximum(left, 0.0)
    if kernel in ("quartic", "triangular_squared"):
        return np.asarray(left**2)
    return np.asarray(left**4 if kernel == "quartic_squared" else left)
