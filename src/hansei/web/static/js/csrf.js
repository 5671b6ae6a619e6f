/* What shows the server that a request is ours: signing in, in another tab too, makes it anew. */
export function token() {
  const found = /(?:^|; )hansei-csrf=([^;]+)/.exec(document.cookie);
  return found ? decodeURIComponent(found[1]) : document.body.dataset.csrf;
}

/* Forms carry the one that they were made with: each is sent with the one that stands. */
export function startTokens() {
  document.addEventListener("formdata", (event) => {
    if (event.formData.has("csrfmiddlewaretoken")) event.formData.set("csrfmiddlewaretoken", token());
  });
}
