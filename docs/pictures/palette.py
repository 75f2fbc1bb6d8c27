"""Smaller PNG files: 256 colours of a picture, those that there is most of; the others drawn in the nearest of them.

What a page draws has few colours; nobody sees the difference, and the file is a third as large.
"""

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page

COLOURS, SURFACES = 256, 48
# Colours that differ in no more than the last three bits of a channel are taken for one.
ALIKE = 3
SHIFTS = np.array([65536, 256, 1])
# The browser has a reader of PNG; it answers width, height and the pixels in base 64.
READ = """
async (source) => {
  const bitmap = await createImageBitmap(await (await fetch(source)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
  const parts = [];
  for (let at = 0; at < pixels.length; at += 32768) parts.push(String.fromCharCode(...pixels.subarray(at, at + 32768)));
  return [bitmap.width, bitmap.height, btoa(parts.join(""))];
}
"""


def smaller(blank: Page, picture: bytes) -> bytes:
    """The same picture in at most 256 colours; `blank` is a page without a policy of its own."""
    source = "data:image/png;base64," + base64.b64encode(picture).decode()
    width, height, encoded = blank.evaluate(READ, source)
    pixels = np.frombuffer(base64.b64decode(encoded), dtype=np.uint8).reshape(-1, 4)[:, :3].astype(np.int64)
    colours, of_pixel, number = np.unique(pixels @ SHIFTS, return_inverse=True, return_counts=True)
    channels = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1)
    palette = channels[_chosen(channels, number)]
    return _png(
        width, height, palette.astype(np.uint8), _nearest(channels, palette)[of_pixel].astype(np.uint8)
    )


def _chosen(channels: NDArray[np.int64], number: NDArray[np.int64]) -> NDArray[np.int64]:
    """The colours of whole surfaces as they are; then, of colours that nobody tells apart, the most frequent."""
    surfaces = np.argsort(-number, kind="stable")[:SURFACES]
    alike = (channels >> ALIKE) @ SHIFTS
    order = np.lexsort((-number, alike))
    first = order[np.unique(alike[order], return_index=True)[1]]
    _values, of_colour = np.unique(alike, return_inverse=True)
    together = np.bincount(of_colour, weights=number)
    others = first[np.argsort(-together, kind="stable")]
    return np.concatenate([surfaces, np.setdiff1d(others, surfaces, assume_unique=True)])[:COLOURS]


def _nearest(colours: NDArray[np.int64], palette: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each colour the place of the nearest in the palette."""
    found = np.empty(len(colours), dtype=np.int64)
    for start in range(0, len(colours), 4096):
        part = colours[start : start + 4096, None, :] - palette[None, :, :]
        found[start : start + 4096] = np.argmin((part**2).sum(axis=2), axis=1)
    return found


def _png(width: int, height: int, palette: NDArray[np.uint8], pixels: NDArray[np.uint8]) -> bytes:
    """A PNG with a palette, its rows as they are: for so few colours no filter makes it smaller."""
    rows = np.zeros((height, width + 1), dtype=np.uint8)
    rows[:, 1:] = pixels.reshape(height, width)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", header),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(rows.tobytes(), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
