// A text as words: what of each the hint asks about, as src/samlad/collect/names/reading.py reads it.
export const WORD = /[\p{L}\p{Nl}\p{No}]+(?:[-'’][\p{L}\p{Nl}\p{No}]+)*/gu;
const BEFORE = /[ \t"'”’“»«(–-]+$/u;
const SENTENCE_END = ".!?:\n•";
const HEADLINE = 4;

export const isUpper = (text) => text === text.toUpperCase() && text !== text.toLowerCase();
const beginsUpper = (text) => isUpper([...text][0]);

function opensSentence(between, first) {
  const before = between.replace(BEFORE, "");
  return before ? SENTENCE_END.includes(before.at(-1)) : first;
}

export function wordsOf(text) {
  const found = [...text.matchAll(WORD)];
  const longer = found.filter((match) => [...match[0]].length > 1);
  const headline = longer.length >= HEADLINE && longer.every((match) => beginsUpper(match[0]));
  let last = 0;
  return found.map(({ 0: word, index }) => {
    const between = text.slice(last, index);
    last = index + word.length;
    const letters = [...word].length;
    return {
      text: word,
      letters,
      lower: word.toLowerCase(),
      start: index,
      end: last,
      beside: between === " ",
      between,
      capital: !headline && beginsUpper(word) && !(letters > 1 && isUpper(word)),
      opens: opensSentence(between, index === found[0].index),
    };
  });
}
