// Bundles the guard of the browser and answers for each text of standard input (a JSON list) what it makes of it.
// With "characters" as argument: how each of the characters is read. With "names": what is pointed out as a name.
import { build } from "esbuild";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const scripts = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "frontend", "js");
const { outputFiles } = await build({
  stdin: { contents: 'export { mask } from "./guard.js"; export { plainCharacter } from "./guard-reading.js"; export { knownNames, likelyNames } from "./names.js";', resolveDir: scripts },
  bundle: true,
  write: false,
  format: "esm",
  loader: { ".txt": "text" },
});
const { knownNames, likelyNames, mask, plainCharacter } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const texts = JSON.parse(Buffer.concat(chunks).toString("utf-8"));
const known = knownNames(process.argv.slice(3));
const answers = { characters: plainCharacter, names: (text) => likelyNames(text, known).join("|") };
const answer = answers[process.argv[2]] ?? ((text) => mask(text).text);
process.stdout.write(JSON.stringify(texts.map(answer)));
