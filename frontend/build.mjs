// Bundles the front end into src/samlad/web/static/dist. `--watch` rebuilds on change.
import { context } from "esbuild";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { themeCss } from "./theme.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = join(here, "..", "src", "samlad", "web", "static", "dist");

const theme = {
  name: "theme",
  setup(build) {
    build.onResolve({ filter: /^theme:palette$/ }, () => ({ path: "palette", namespace: "theme" }));
    build.onLoad({ filter: /.*/, namespace: "theme" }, () => ({ contents: themeCss(), loader: "css" }));
  },
};

const shared = {
  bundle: true,
  minify: true,
  sourcemap: false, // manifest storage stumbles over sourceMappingURL comments, so none are written
  legalComments: "linked",
  outdir,
  target: ["chrome123", "firefox121", "safari17.5"],
  logLevel: "info",
};

const bundles = [
  {
    ...shared,
    entryPoints: { app: join(here, "css", "app.css") },
    assetNames: "fonts/[name]",
    loader: { ".woff2": "file" },
    plugins: [theme],
  },
  {
    ...shared,
    format: "iife",
    entryPoints: { app: join(here, "js", "app.js"), theme: join(here, "js", "theme.js") },
    loader: { ".txt": "text" }, // the guard's lists of words
  },
  {
    ...shared,
    format: "esm",
    entryPoints: { names: join(here, "js", "names.js") }, // fetched when the page stands: the lists weigh more than a form
    loader: { ".txt": "text" },
    charset: "utf8",
  },
  {
    ...shared,
    format: "esm",
    entryPoints: {
      map: join(here, "js", "map.js"),
      charts: join(here, "js", "charts.js"),
      // The map's worker is found beside the map by this very name: it must not be renamed.
      "maplibre-worker": "maplibre-gl/dist/maplibre-gl-worker.mjs",
    },
  },
];

const watching = process.argv.includes("--watch");
await rm(outdir, { recursive: true, force: true });
for (const bundle of bundles) {
  const work = await context(bundle);
  await work.rebuild();
  if (watching) await work.watch();
  else await work.dispose();
}
