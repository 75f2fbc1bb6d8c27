"""`python -m samlad.analysis.kernels` compiles the kernels; without a compiler it says so and leaves it."""

import sys

from samlad.analysis.kernels.build import build

if build() is None:
    sys.stdout.write("No C compiler was found: the analyses run in NumPy, with the same answers, slower.\n")
