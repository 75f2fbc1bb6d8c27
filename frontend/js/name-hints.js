// Words that are probably somebody's name, as src/samlad/collect/name_hints.py `likely_names` finds them: two words with
// capitals side by side, or what stands after "heter". A hint to whoever writes, never taken out by itself.
const WORD = /\p{L}+(?:[-'’]\p{L}+)*/gu;
const CALLED = new Set(["heter", "hette", "kallad", "kallade", "kallas", "namn", "namnet", "named", "called"]);
const PASSED_OVER = new Set(["är", "som", "för", "sig", "på", "och", "det", "den", "de", "inte", "okänt"]);
const OPENERS = new Set(("en ett vi jag han hon i vid två tre när sedan då från till efter av om med utanför bakom mellan hos både flera " +
  "någon några enligt a the").split(" "));
const PLACE_ENDING = /(?:gatan?|vägen|torget?|parken|skolan?|gränd|backen|området|staden|centrum|kyrkan?|bron|hamnen|stigen|viken|skatan|näset|berget|heden|udden|dalen|ön|holmen|sundet|hallen|huset|gården|stationen|plan|platsen|leden|tunneln)s?$/u;

const isCapital = (word) => word[0] !== word[0].toLowerCase();
const isShouted = (word) => word === word.toUpperCase() && word.length <= 4;

function beginsSentence(text, start) {
  const before = text.slice(0, start).replace(/[ \t"'”’(–-]+$/u, "");
  return !before || ".!?:\n•".includes(before.at(-1));
}

export function likelyNames(text, known) {
  const words = [...text.matchAll(WORD)].map((match) => ({ word: match[0], start: match.index, end: match.index + match[0].length }));
  const ordinary = ({ word, start }) => known.has(word.toLowerCase()) || PLACE_ENDING.test(word.toLowerCase()) || text[start - 1] === "[";
  const found = [];
  words.forEach((one, place) => {
    const before = words[place - 1];
    if (!before || ordinary(one)) return;
    const lower = before.word.toLowerCase();
    if (CALLED.has(lower) && !PASSED_OVER.has(one.word.toLowerCase())) found.push(one.word);
    const beside = text.slice(before.end, one.start) === " " && isCapital(before.word) && isCapital(one.word);
    if (!beside || isShouted(one.word) || isShouted(before.word) || ordinary(before)) return;
    if (beginsSentence(text, before.start) && (PASSED_OVER.has(lower) || OPENERS.has(lower))) return;
    found.push(`${before.word} ${one.word}`);
  });
  return found;
}
