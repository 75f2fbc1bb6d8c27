// Fills and labels are small pictures drawn here: a shade with a hatch, and figures with a halo.
import { colour } from "./colours.js";

const SCALE = 2;
const TILE = 12;

export function pictureName(kind, step) {
  return step === null || step === undefined ? "unknown" : `${kind}-${step}`;
}

function shade(kind, step) {
  if (step === null || step === undefined) return colour("--change-0");
  if (kind !== "change") return colour(`--level-${Math.max(0, Math.min(6, step))}`);
  const size = Math.min(3, Math.abs(step));
  if (size === 0) return colour("--change-0");
  return colour(`--change-${step < 0 ? "minus" : "plus"}-${size}`);
}

// Rises are hatched upwards, falls downwards, what is not known is dotted.
function hatch(context, kind, step, size) {
  context.strokeStyle = context.fillStyle = colour("--ds-color-neutral-text-default");
  context.globalAlpha = 0.4;
  context.lineWidth = size / 12;
  if (step === null || step === undefined) {
    for (const [x, y] of [[0.25, 0.25], [0.75, 0.75]]) {
      context.beginPath();
      context.arc(x * size, y * size, size / 11, 0, 7);
      context.fill();
    }
  } else if (kind === "change" && step !== 0) {
    const [from, to] = step > 0 ? [size, 0] : [0, size];
    context.beginPath();
    for (const shift of [-size, 0, size]) {
      context.moveTo(shift - size / 2, from + (to - from) * -0.5);
      context.lineTo(shift + size * 1.5, from + (to - from) * 1.5);
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}

export function fillCanvas(kind, step) {
  const size = TILE * SCALE;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = shade(kind, step);
  context.fillRect(0, 0, size, size);
  hatch(context, kind, step, size);
  return canvas;
}

function labelCanvas(text) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const font = `620 ${13 * SCALE}px "Inter Variable", system-ui, sans-serif`;
  context.font = font;
  canvas.width = Math.ceil(context.measureText(text).width) + 8 * SCALE;
  canvas.height = 20 * SCALE;
  context.font = font;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4 * SCALE;
  context.strokeStyle = colour("--ds-color-neutral-surface-default");
  context.fillStyle = colour("--ds-color-neutral-text-default");
  context.strokeText(text, canvas.width / 2, canvas.height / 2);
  context.fillText(text, canvas.width / 2, canvas.height / 2);
  return canvas;
}

function put(map, name, canvas) {
  const image = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  if (map.hasImage(name)) map.removeImage(name);
  map.addImage(name, image, { pixelRatio: SCALE });
}

export function paintPictures(map, data) {
  const kind = data.legend?.kind ?? "count";
  const steps = new Set(data.features.map((feature) => feature.properties.class ?? null));
  for (const step of steps) put(map, pictureName(kind, step), fillCanvas(kind, step));
  const labels = new Set(data.features.map((feature) => feature.properties.label).filter(Boolean));
  for (const label of labels) put(map, `label-${label}`, labelCanvas(label));
}

export function withPictures(data) {
  const kind = data.legend?.kind ?? "count";
  const features = data.features.map((feature) => ({
    ...feature,
    properties: { ...feature.properties, picture: pictureName(kind, feature.properties.class) },
  }));
  return { type: "FeatureCollection", features };
}
