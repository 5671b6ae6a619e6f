/* Where the words of a remark stand in a text that people go on writing, as `hansei.domain.anchors`
   finds them: word for word, else between the words that stood around them. */
const WORD = /[\p{L}\p{N}]+/gu, CITE = /\[[eE]v?\d+(?:\s*,\s*[eE]v?\d+)*\]/g;
const CONTEXT = 8, BESIDE = 3;

export function wordsOf(text) {
  const bare = text.replace(CITE, (all) => " ".repeat(all.length));
  return [...bare.matchAll(WORD)].map((each) => ({ word: each[0].toLowerCase(), from: each.index, to: each.index + each[0].length }));
}

/* The words that stand before a place, which tell it from others with the same words. */
export function wordsBefore(text, place) {
  return wordsOf(text.slice(0, place)).slice(-CONTEXT).map((each) => each.word).join(" ");
}

/* {from, to}, or null where the words stand there no more. */
export function locate({ quote, before, after }, text) {
  const here = wordsOf(text);
  const [wanted, left, right] = [quote, before, after].map((each) => wordsOf(each).map(({ word }) => word));
  if (!wanted.length || !here.length) return null;
  const stands = (words, at) => at >= 0 && words.every((word, ahead) => here[at + ahead]?.word === word);
  const span = (start, end) => ({ from: here[start].from, to: here[end - 1].to });
  const around = (at) => alike(left.toReversed(), (back) => here[at - 1 - back]) + alike(right, (ahead) => here[at + wanted.length + ahead]);
  let best = -1;
  for (let at = 0; at + wanted.length <= here.length; at += 1) {
    if (stands(wanted, at) && (best < 0 || around(at) > around(best))) best = at;
  }
  if (best >= 0) return span(best, best + wanted.length);
  const [near, next] = [left.slice(-BESIDE), right.slice(0, BESIDE)];
  if (near.length < 2 || next.length < 2) return null;
  for (let at = near.length; at < here.length; at += 1) {
    if (!stands(near, at - near.length)) continue;
    for (let end = at + 1; end <= Math.min(at + 2 * wanted.length + 4, here.length); end += 1) if (stands(next, end)) return span(at, end);
  }
  return null;
}

function alike(words, there) {
  const differs = words.findIndex((word, index) => there(index)?.word !== word);
  return differs < 0 ? words.length : differs;
}
