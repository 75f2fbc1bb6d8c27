// <div data-pin-map>: a map whose middle is the answer. It is made when the page asks for it ("pin-open") and keeps its
// middle in data-latitude and data-longitude.
import { Map as MapLibre, Marker, NavigationControl } from "maplibre-gl";
import { onScheme } from "./colours.js";
import { paintBase, style } from "./map-style.js";
import { say } from "./map-message.js";

const NAMED = 14;
const APART = 72;

function create(element) {
  const container = document.createElement("div");
  element.querySelector(".map-canvas").append(container);
  const [west, south, east, north] = element.dataset.bounds.split(",").map(Number);
  const map = new MapLibre({
    container,
    style: style(element.dataset.basemap),
    locale: { "Map.Title": element.dataset.label, "NavigationControl.ZoomIn": element.dataset.textZoomIn, "NavigationControl.ZoomOut": element.dataset.textZoomOut },
    bounds: north > south ? [[west, south], [east, north]] : undefined,
    fitBoundsOptions: { padding: 24, maxZoom: 15 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxZoom: 18,
    minZoom: 5,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  return map;
}

// Names of places to find one's way by: as many as stand apart from each other.
function namePlaces(map, places, markers) {
  for (const marker of markers.splice(0)) marker.remove();
  const taken = [];
  const bounds = map.getBounds();
  for (const place of places) {
    if (taken.length >= NAMED) break;
    const at = [place.longitude, place.latitude];
    const point = map.project(at);
    if (!bounds.contains(at) || taken.some((other) => Math.abs(other.x - point.x) < 2 * APART && Math.abs(other.y - point.y) < APART / 2)) continue;
    taken.push(point);
    const label = document.createElement("span");
    label.className = "map-place";
    label.textContent = place.name;
    label.setAttribute("aria-hidden", "true");
    markers.push(new Marker({ element: label, anchor: "left" }).setLngLat(at).addTo(map));
  }
}

function start(element, { position, places }) {
  const markers = [];
  const map = create(element);
  const keep = ({ lng, lat }) => Object.assign(element.dataset, { longitude: lng.toFixed(6), latitude: lat.toFixed(6) });
  map.on("moveend", () => {
    keep(map.getCenter());
    namePlaces(map, places, markers);
  });
  map.on("click", ({ lngLat }) => {
    keep(lngLat);
    map.easeTo({ center: lngLat, zoom: Math.max(map.getZoom(), 13) });
  });
  map.once("load", () => {
    say(element, "");
    if (position) map.jumpTo({ center: [position.longitude, position.latitude], zoom: 15 });
    keep(map.getCenter());
    namePlaces(map, places, markers);
  });
  onScheme(() => paintBase(map));
  return map;
}

export function startPins() {
  for (const element of document.querySelectorAll("[data-pin-map]")) {
    let map = null;
    element.addEventListener("pin-open", ({ detail }) => {
      if (map) {
        map.resize();
        return;
      }
      try {
        say(element, element.dataset.textLoading);
        map = start(element, detail);
      } catch (error) {
        console.warn(error);
        say(element, element.dataset.textUnsupported);
      }
    });
  }
}
