/* The policy's preview follows the form as it is filled in. */
const form = document.querySelector("[data-policy]");
const shown = document.querySelector("[data-preview]");
let timer = 0;
let asked = 0;

async function look() {
  const mine = ++asked;
  const query = new URLSearchParams(new FormData(form));
  query.delete("csrfmiddlewaretoken");
  shown.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${form.dataset.policy}?${query}`, { headers: { "HX-Request": "true" } });
    if (!answer.ok || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    shown.replaceChildren(...page.body.children);
  } catch { /* The preview stays as it was; saving tells what is wrong. */ } finally {
    if (mine === asked) shown.removeAttribute("aria-busy");
  }
}

form?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(look, 250);
});
