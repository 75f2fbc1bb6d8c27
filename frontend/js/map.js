// Enhances <div class="map" data-map>: the same query as the table, drawn. The table stays whatever happens here.
import { Map as MapLibre, NavigationControl, setWorkerUrl } from "maplibre-gl";
import { onScheme } from "./colours.js";
import { boundsOf, labelPoints } from "./map-geometry.js";
import { drawLegend } from "./map-legend.js";
import { paintPictures, withPictures } from "./map-pictures.js";
import { startPins } from "./map-pin.js";
import { startPointing } from "./map-pointing.js";
import { paintBase, style } from "./map-style.js";
import { say } from "./map-message.js";

setWorkerUrl(new URL("./maplibre-worker.js", import.meta.url).href);

// By the element's id: a swapped page gets its map back with the view it had.
const maps = new Map();

function locale(element) {
  const { label, textZoomIn, textZoomOut, textWindows, textMac, textMobile } = element.dataset;
  return {
    "Map.Title": label,
    "NavigationControl.ZoomIn": textZoomIn,
    "NavigationControl.ZoomOut": textZoomOut,
    "CooperativeGesturesHandler.WindowsHelpText": textWindows,
    "CooperativeGesturesHandler.MacHelpText": textMac,
    "CooperativeGesturesHandler.MobileHelpText": textMobile,
  };
}

function create(element) {
  const container = document.createElement("div");
  container.className = "map-container";
  element.querySelector(".map-canvas").append(container);
  const map = new MapLibre({
    container,
    style: style(element.dataset.basemap),
    locale: locale(element),
    cooperativeGestures: true,
    attributionControl: false, // sources are named in the page's footer
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxZoom: 17,
    minZoom: 5,
    canvasContextAttributes: { preserveDrawingBuffer: true }, // else it prints as an empty box
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  return { map, container, ready: new Promise((resolve) => map.once("load", resolve)), data: null };
}

async function fetchData(source) {
  const answer = await fetch(source, { headers: { accept: "application/geo+json, application/json" } });
  if (!answer.ok) throw new Error(`${source} answered ${answer.status}`);
  return answer.json();
}

async function show(element, state) {
  const source = element.dataset.source;
  state.source = source;
  const [data] = await Promise.all([fetchData(source), state.ready]);
  if (state.source !== source) return; // a later choice has overtaken this one
  const first = state.data === null;
  state.data = data;
  paintPictures(state.map, data);
  state.map.getSource("areas").setData(withPictures(data));
  state.map.getSource("labels").setData(labelPoints(data));
  drawLegend(element.querySelector(".map-legend"), data.legend);
  say(element, data.features.length ? "" : element.dataset.textEmpty);
  const box = boundsOf(data);
  if (first && box) state.map.fitBounds(box, { padding: 24, animate: false, maxZoom: 15 });
}

async function start(element) {
  if (element.dataset.started) return;
  element.dataset.started = "";
  let state = maps.get(element.id);
  try {
    if (state) {
      element.querySelector(".map-canvas").replaceChildren(state.container);
      state.pointing.moveTo(element);
      state.map.resize();
      drawLegend(element.querySelector(".map-legend"), state.data?.legend);
    } else {
      say(element, element.dataset.textLoading);
      state = create(element);
      state.pointing = startPointing(state);
      maps.set(element.id, state);
    }
  } catch (error) {
    console.warn(error);
    element.querySelector(".map-container")?.remove();
    say(element, element.dataset.textUnsupported);
    return;
  }
  try {
    await show(element, state);
  } catch (error) {
    console.warn(error);
    say(element, element.dataset.textFailed);
  }
}

function forget() {
  for (const [id, state] of maps) {
    if (document.getElementById(id)) continue;
    state.map.remove();
    maps.delete(id);
  }
}

function startAll() {
  forget();
  for (const element of document.querySelectorAll("[data-map]")) start(element);
}

onScheme(() => {
  for (const [id, { map, data }] of maps) {
    if (!data) continue;
    paintBase(map);
    paintPictures(map, data);
    drawLegend(document.getElementById(id)?.querySelector(".map-legend"), data.legend);
  }
});
document.body.addEventListener("htmx:load", startAll);
startAll();
startPins();
