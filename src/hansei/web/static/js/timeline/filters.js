/* The filters above the list. They live in the address. */
export function startFilters(root, timeline, settle) {
  const form = root.querySelector(".filters");
  const read = () => {
    const given = new FormData(form);
    timeline.asked = {
      words: (given.get("q") || "").toLowerCase().split(/\s+/).filter(Boolean),
      source: given.get("source") || "",
      kind: given.get("kind") || "",
      key: given.has("key"),
      noise: given.has("noise"),
    };
    return given;
  };
  const apply = () => {
    const given = read();
    const kept = [...given].filter(([, value]) => value);
    const query = new URLSearchParams(kept).toString();
    history.replaceState(null, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
    timeline.settle();
    settle();
  };
  let waiting = 0;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(apply, 120); });
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(); });
  read();
  timeline.settle();
}
