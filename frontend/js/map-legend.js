// The legend is text in the page; its swatches are the very pictures that fill the map.
import { fillCanvas } from "./map-pictures.js";

export function drawLegend(host, legend) {
  if (!host) return;
  host.replaceChildren();
  if (!legend?.classes?.length) return;
  const list = document.createElement("ul");
  list.className = "legend";
  if (legend.title) {
    const title = document.createElement("li");
    title.className = "legend-title";
    title.textContent = legend.title;
    list.append(title);
  }
  for (const { class: step, label } of legend.classes) {
    const entry = document.createElement("li");
    const swatch = fillCanvas(legend.kind, step);
    swatch.setAttribute("aria-hidden", "true");
    const words = document.createElement("span");
    words.textContent = label;
    entry.append(swatch, words);
    list.append(entry);
  }
  host.append(list);
}
