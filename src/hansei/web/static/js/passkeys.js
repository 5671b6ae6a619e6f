/* Passkeys and security keys: the browser's WebAuthn between a form and the server.

   A button with data-passkey "create" or "get" takes its options from the form's data-options;
   "login" asks the form's address for them. The answer goes into the field "credential". */
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const keys = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

function created(options) {
  const asked = { ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) } };
  if (options.excludeCredentials) asked.excludeCredentials = keys(options.excludeCredentials);
  return navigator.credentials.create({ publicKey: asked });
}

function got(options) {
  const asked = { ...options, challenge: bytes(options.challenge) };
  if (options.allowCredentials) asked.allowCredentials = keys(options.allowCredentials);
  return navigator.credentials.get({ publicKey: asked });
}

function plain(credential) {
  const { response } = credential;
  const sent = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) sent[name] = text(response[name]);
  }
  if (response.getTransports) sent.transports = response.getTransports();
  return {
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response: sent,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

/* A passkey lives on the device and asks who is there; a security key does neither. */
function forPasskey(options, alone) {
  const wanted = { ...options.authenticatorSelection, residentKey: alone ? "required" : "discouraged", requireResidentKey: alone };
  if (alone) wanted.userVerification = "required";
  return { ...options, authenticatorSelection: wanted };
}

async function answered(kind, form) {
  if (kind === "login") {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return got((await answer.json()).request_options.publicKey);
  }
  const options = JSON.parse(form.dataset.options);
  if (kind === "get") return got(options.request_options.publicKey);
  const alone = form.elements.passwordless?.checked ?? true;
  return created(forPasskey(options.creation_options.publicKey, alone));
}

function trouble(form, why) {
  const said = form.querySelector("[data-passkey-trouble]");
  said.textContent = said.dataset[why];
  said.hidden = false;
}

for (const button of document.querySelectorAll("[data-passkey]")) {
  const { form } = button;
  if (!window.PublicKeyCredential) {
    button.disabled = true;
    trouble(form, "absent");
    continue;
  }
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      form.elements.credential.value = JSON.stringify(plain(await answered(button.dataset.passkey, form)));
      form.submit();
    } catch {
      trouble(form, "stopped");
      button.disabled = false;
    }
  });
}
