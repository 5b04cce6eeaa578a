// Asks the browser for a passkey, then sends the form. Whatever goes wrong, the server says what to do next.
"use strict";
const able = window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON;
const ask = async (form) => {
  const begun = await fetch(form.dataset.begin, { method: "POST", body: new FormData(form) });
  if (!begun.ok) return;
  const { token, options } = await begun.json();
  const made = form.dataset.adds
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  form.elements.token.value = token;
  form.elements.credential.value = JSON.stringify(made.toJSON());
};
for (const form of able ? document.querySelectorAll("form[data-begin]") : []) {
  form.hidden = false;
  form.parentElement.querySelector("[data-unable]")?.remove();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await ask(form);
    } catch {
      form.elements.credential.value = "";
    }
    form.submit();
  });
}
