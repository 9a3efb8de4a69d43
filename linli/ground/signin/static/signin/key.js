// Asks the browser for a security key and sends what it says; WebAuthn has no way without scripts.
const form = document.querySelector("form[data-security-key]");
const asked = JSON.parse(document.getElementById("security-key")?.textContent || "null");

if (form && asked && window.PublicKeyCredential) {
  const creating = form.dataset.securityKey === "create";
  const failed = form.querySelector("[data-failed]");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("button[type=button]").addEventListener("click", async () => {
    failed.hidden = true;
    try {
      const answer = creating
        ? await window.webauthnJSON.create(asked.creation_options)
        : await window.webauthnJSON.get(asked.request_options);
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
