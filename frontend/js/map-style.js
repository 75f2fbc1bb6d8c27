// The layers of the map, from the water up. No glyphs, no sprite: nothing is asked of any other server.
import { colour } from "./colours.js";

const EMPTY = { type: "FeatureCollection", features: [] };

function baseSource(address) {
  if (!address) return { type: "geojson", data: EMPTY };
  const url = new URL(address, location.href).href;
  if (!/\{z\}|%7Bz%7D/i.test(url)) return { type: "geojson", data: url };
  return { type: "raster", tiles: [decodeURI(url)], tileSize: 256 };
}

function baseLayers(source) {
  if (source.type === "raster") return [{ id: "tiles", type: "raster", source: "base", paint: { "raster-saturation": -0.6, "raster-opacity": 0.8 } }];
  const isWater = ["==", ["get", "kind"], "water"];
  return [
    { id: "land", type: "fill", source: "base", filter: ["!", isWater], paint: { "fill-color": colour("--map-land") } },
    { id: "lakes", type: "fill", source: "base", filter: isWater, paint: { "fill-color": colour("--map-water") } },
    { id: "coast", type: "line", source: "base", paint: { "line-color": colour("--map-coast"), "line-width": 0.75 } },
  ];
}

const lit = ["boolean", ["feature-state", "lit"], false];

function areaLayers() {
  return [
    { id: "areas", type: "fill", source: "areas", paint: { "fill-pattern": ["get", "picture"], "fill-opacity": 0.92 } },
    { id: "borders", type: "line", source: "areas", paint: { "line-color": colour("--ds-color-neutral-surface-default"), "line-width": 1 } },
    {
      id: "lit", type: "line", source: "areas", layout: { "line-join": "round" },
      paint: { "line-color": colour("--ds-color-neutral-text-default"), "line-width": ["case", lit, 3, 0] },
    },
    {
      id: "labels", type: "symbol", source: "labels",
      layout: { "icon-image": ["get", "picture"], "symbol-sort-key": ["get", "order"], "icon-padding": 1 },
    },
  ];
}

export function style(basemap) {
  const base = baseSource(basemap);
  const empty = { type: "geojson", data: EMPTY };
  return {
    version: 8,
    sources: { base, areas: { ...empty, promoteId: "id" }, labels: empty },
    layers: [
      { id: "water", type: "background", paint: { "background-color": colour("--map-water") } },
      ...baseLayers(base),
      ...areaLayers(),
    ],
  };
}

export function paintBase(map) {
  const colours = [
    ["water", "background-color", "--map-water"], ["land", "fill-color", "--map-land"], ["lakes", "fill-color", "--map-water"],
    ["coast", "line-color", "--map-coast"], ["borders", "line-color", "--ds-color-neutral-surface-default"],
    ["lit", "line-color", "--ds-color-neutral-text-default"],
  ];
  for (const [layer, property, name] of colours) {
    if (map.getLayer(layer)) map.setPaintProperty(layer, property, colour(name));
  }
}
