// The lists that the hint for names goes by: those of src/samlad/collect/names, where it is written what they mean.
import firstNamesText from "../../src/samlad/collect/names/first_names.txt";
import surnamesText from "../../src/samlad/collect/names/surnames.txt";
import wordsText from "../../src/samlad/collect/names/words.txt";

export const [PLAIN, WORD, OPENER, BRAND] = ["", "~", "*", "!"];
const lines = (text) => text.split("\n").filter((line) => line && !line.startsWith("#"));

export const firstNames = new Map(lines(firstNamesText).map((line) => {
  const name = line.replace(/[~*!]+$/, "");
  return [name, line.slice(name.length)];
}));
export const surnames = new Set(lines(surnamesText).flatMap((line) => line.split(/\s+/).filter(Boolean)));

const sections = new Map();
let section = "";
for (const line of lines(wordsText)) {
  if (line.startsWith("[")) section = line.replace(/^\[|\]$/g, "");
  else sections.set(section, [...(sections.get(section) ?? []), ...line.split(", ").map((phrase) => phrase.replace(/,+$/, "")).filter(Boolean)]);
}

export const words = (name) => new Set(sections.get(name));
export const endings = (name) => sections.get(name);
