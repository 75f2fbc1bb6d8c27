// Where the features lie, and where in them their figure is written.
function rings(geometry) {
  if (geometry?.type === "Polygon") return [geometry.coordinates[0]];
  if (geometry?.type === "MultiPolygon") return geometry.coordinates.map((polygon) => polygon[0]);
  return [];
}

export function boundsOf(data) {
  if (data.bbox?.length === 4) return [data.bbox.slice(0, 2), data.bbox.slice(2)];
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const feature of data.features) {
    for (const ring of rings(feature.geometry)) {
      for (const [x, y] of ring) {
        west = Math.min(west, x);
        east = Math.max(east, x);
        south = Math.min(south, y);
        north = Math.max(north, y);
      }
    }
  }
  return west < east ? [[west, south], [east, north]] : null;
}

// The centroid of a ring and its area, by the shoelace formula.
function centroid(ring) {
  let [area, x, y] = [0, 0, 0];
  const [originX, originY] = ring[0];
  for (let index = 0; index < ring.length - 1; index += 1) {
    const [ax, ay] = [ring[index][0] - originX, ring[index][1] - originY];
    const [bx, by] = [ring[index + 1][0] - originX, ring[index + 1][1] - originY];
    const cross = ax * by - bx * ay;
    area += cross / 2;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  if (!area) return { area: 0, point: ring[0] };
  return { area: Math.abs(area), point: [originX + x / (6 * area), originY + y / (6 * area)] };
}

export function labelPoint(feature) {
  if (feature.properties.label_at) return feature.properties.label_at;
  const centres = rings(feature.geometry).map(centroid);
  return centres.sort((one, other) => other.area - one.area)[0]?.point ?? null;
}

export function labelPoints(data) {
  const features = data.features
    .map((feature, order) => ({ feature, order, point: feature.properties.label ? labelPoint(feature) : null }))
    .filter(({ point }) => point)
    .map(({ feature, order, point }) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: point },
      // Where figures would cover one another, the greater one stays.
      properties: { picture: `label-${feature.properties.label}`, order: order - 1000 * (feature.properties.class ?? -9) },
    }));
  return { type: "FeatureCollection", features };
}
