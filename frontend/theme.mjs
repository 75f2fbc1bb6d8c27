// The palette, once. One colour for what can be done (accent), one for what needs attention, greys for the rest.
// Every value is [light, dark]; `light-dark()` picks by the page's colour scheme.
const ROLES = [
  "background-default", "background-tinted",
  "surface-default", "surface-tinted", "surface-hover", "surface-active",
  "border-subtle", "border-default", "border-strong",
  "text-subtle", "text-default",
  "base-default", "base-hover", "base-active", "base-contrast-subtle", "base-contrast-default",
];

const PALETTE = {
  accent: [
    ["#ffffff", "#0f161b"], ["#eef5f8", "#131f26"],
    ["#ffffff", "#17232b"], ["#e3eff4", "#1a303c"], ["#cfe3ec", "#1f3b4a"], ["#b9d6e3", "#264a5d"],
    ["#a5c8d8", "#2c5569"], ["#3b839f", "#5a93ad"], ["#0e5a78", "#93c4da"],
    ["#0e5a78", "#93c4da"], ["#0a2e3d", "#e2eff5"],
    ["#0e5a78", "#7dbcd9"], ["#0b4a63", "#98cae1"], ["#083a4e", "#b3d9e9"], ["#dcecf3", "#0c2530"], ["#ffffff", "#06161d"],
  ],
  neutral: [
    ["#fafbfb", "#10171c"], ["#f2f5f6", "#141d23"],
    ["#ffffff", "#172229"], ["#edf1f3", "#1e2b33"], ["#e3e9ec", "#26353e"], ["#d7dfe3", "#2f404b"],
    ["#d5dde1", "#2d3c45"], ["#74828a", "#7f909a"], ["#55636b", "#a5b4bd"],
    ["#4f5d65", "#a9b8c1"], ["#18242b", "#e6edf1"],
    ["#24323a", "#dbe4e9"], ["#34434c", "#c6d2d9"], ["#45555f", "#b1bfc8"], ["#c3ccd1", "#2a3840"], ["#ffffff", "#0c1317"],
  ],
  attention: [
    ["#ffffff", "#17120c"], ["#fdf5ec", "#1f170e"],
    ["#fffaf4", "#261c11"], ["#fbead6", "#352512"], ["#f7dcbc", "#432f17"], ["#f1cb9f", "#543b1c"],
    ["#e8b67e", "#674920"], ["#b8691a", "#bb8440"], ["#8d4a08", "#efb06b"],
    ["#8d4a08", "#efb06b"], ["#442404", "#fbead6"],
    ["#a35508", "#efb06b"], ["#874606", "#f3c088"], ["#6c3805", "#f7d0a6"], ["#fdeedd", "#2a1a05"], ["#ffffff", "#1a0f02"],
  ],
};

// Designsystemet names six severities; here they all are one of three colours, so that nothing says red or green.
const FAMILIES = {
  accent: "accent", info: "accent", success: "accent",
  neutral: "neutral",
  attention: "attention", warning: "attention", danger: "attention",
};

// Seven steps of "how many" and seven of "how much less or more"; the class number is the data's, the shade ours.
const LEVELS = [
  ["#f1f5f7", "#1b2730"], ["#dceaf0", "#1f3947"], ["#bcd9e4", "#265064"], ["#8fc0d4", "#2d6a86"],
  ["#5c9fbb", "#5697b5"], ["#25708f", "#86bdd6"], ["#0a4a65", "#bee1ee"],
];
const CHANGES = {
  "minus-3": ["#25708f", "#86bdd6"], "minus-2": ["#8fc0d4", "#2d6a86"], "minus-1": ["#dceaf0", "#1f3947"],
  0: ["#f4f5f5", "#222c33"],
  "plus-1": ["#fbe6cd", "#463119"], "plus-2": ["#eebf8b", "#8a5c22"], "plus-3": ["#b8691a", "#efb06b"],
};
const CHARTS = [
  ["#0e5a78", "#7dbcd9"], ["#b8691a", "#efb06b"], ["#5b6b75", "#a9b8c1"],
  ["#6f9fb5", "#4a7f99"], ["#6a4f86", "#b7a0d0"], ["#8a7a52", "#cfc09a"],
];
const MAP = { water: ["#dfe8ec", "#0c1216"], land: ["#f8f8f5", "#1a242a"], coast: ["#b9c7ce", "#33434d"] };

const pick = ([light, dark]) => `light-dark(${light}, ${dark})`;

function familyColours() {
  return Object.entries(FAMILIES).flatMap(([family, source]) =>
    ROLES.map((role, index) => `--ds-color-${family}-${role}: ${pick(PALETTE[source][index])};`));
}

function familySwitches() {
  return Object.keys(FAMILIES).map((family) => {
    const root = family === "accent" ? ":root, [data-color-scheme], " : "";
    const lines = ROLES.map((role) => `--ds-color-${role}: var(--ds-color-${family}-${role});`);
    return `${root}[data-color="${family}"] { ${lines.join(" ")} }`;
  });
}

export function themeCss() {
  const data = [
    ...LEVELS.map((pair, level) => `--level-${level}: ${pick(pair)};`),
    ...Object.entries(CHANGES).map(([step, pair]) => `--change-${step}: ${pick(pair)};`),
    ...CHARTS.map((pair, index) => `--chart-${index + 1}: ${pick(pair)};`),
    ...Object.entries(MAP).map(([name, pair]) => `--map-${name}: ${pick(pair)};`),
  ];
  return [
    `:root, [data-color-scheme] { ${familyColours().join(" ")} ${data.join(" ")}`,
    `--ds-color-focus-inner: ${pick(["#ffffff", "#10171c"])}; --ds-color-focus-outer: ${pick(["#18242b", "#e6edf1"])};`,
    `--ds-link-color-visited: ${pick(["#4a4478", "#b9b3de"])}; }`,
    ...familySwitches(),
  ].join("\n");
}
