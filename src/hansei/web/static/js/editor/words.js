/* The texts of the editor in the reader's language; the page brings them. */
let words = null;

export function said(name, values = {}) {
  words ??= JSON.parse(document.querySelector("[data-words]")?.textContent ?? "{}");
  return (words[name] ?? name).replace(/\{(\w+)\}/g, (whole, key) => String(values[key] ?? whole));
}

/* "1 error" and "3 errors": `name` and `nameOne`. */
export function counted(name, count) {
  return count === 1 ? said(`${name}One`) : said(name, { count });
}
