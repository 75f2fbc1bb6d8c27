// Pointing: an area and its row in the table light up together; the box says name and count; a click goes to what is behind.
import { labelPoint } from "./map-geometry.js";

function rowOf(id) {
  return document.querySelector(`tr[data-feature="${CSS.escape(String(id))}"]`);
}

function createBox() {
  const box = document.createElement("div");
  box.className = "tip";
  box.hidden = true;
  return box;
}

function fill(box, { name, text }) {
  const title = document.createElement("strong");
  title.textContent = name;
  const words = document.createElement("span");
  words.textContent = text ?? "";
  box.replaceChildren(title, words);
}

function place(box, { x, y }, frame) {
  box.style.left = `${Math.max(4, Math.min(x + 14, frame.clientWidth - box.offsetWidth - 4))}px`;
  box.style.top = `${Math.max(4, Math.min(y + 14, frame.clientHeight - box.offsetHeight - 4))}px`;
}

export function startPointing(state) {
  const { map, container } = state;
  const box = createBox();
  container.parentElement.append(box);
  let current = null;

  function light(id, properties, point) {
    if (current !== null && current !== id) dim();
    current = id;
    map.setFeatureState({ source: "areas", id }, { lit: true });
    rowOf(id)?.setAttribute("data-highlight", "");
    box.hidden = false;
    fill(box, properties);
    place(box, point, container);
  }

  function dim() {
    if (current === null) return;
    map.setFeatureState({ source: "areas", id: current }, { lit: false });
    rowOf(current)?.removeAttribute("data-highlight");
    current = null;
    box.hidden = true;
  }

  map.on("mousemove", "areas", (event) => {
    const { properties } = event.features[0];
    map.getCanvas().style.cursor = properties.url ? "pointer" : "";
    light(properties.id, properties, event.point);
  });
  map.on("mouseleave", "areas", () => {
    map.getCanvas().style.cursor = "";
    dim();
  });
  map.on("click", "areas", (event) => {
    const { url } = event.features[0].properties;
    if (url) location.assign(url);
  });
  map.on("movestart", dim);

  function fromRow(event) {
    const row = event.target.closest?.("tr[data-feature]");
    const feature = row && state.data?.features.find(({ properties }) => String(properties.id) === row.dataset.feature);
    if (!feature) return;
    const point = labelPoint(feature);
    if (point) light(feature.properties.id, feature.properties, map.project(point));
  }
  function leaveRow(event) {
    if (event.target.closest?.("tr[data-feature]")) dim();
  }
  document.addEventListener("mouseover", fromRow);
  document.addEventListener("focusin", fromRow);
  document.addEventListener("mouseout", leaveRow);
  document.addEventListener("focusout", leaveRow);

  return {
    moveTo(newElement) {
      current = null;
      box.hidden = true;
      newElement.querySelector(".map-canvas").append(box);
    },
  };
}
