// What the browser adds when it may run scripts; every page works without it.

// A form is sent once: a second press while the first is under way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Keys of the desk: "/" goes to the search field, "j" and "k" to the next and previous row.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "/") {
    const search = document.querySelector("input[type=search], [data-search] input");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  }
  if (event.key === "j" || event.key === "k") {
    const rows = [...document.querySelectorAll("[data-row] a:first-of-type, a[data-row]")];
    const here = rows.indexOf(document.activeElement);
    const next = rows[event.key === "j" ? here + 1 : here - 1];
    if (next) next.focus();
  }
});

// After an HTMX request that failed, the page says so instead of staying silent; but not of what it
// asked by itself, for nobody waits for that.
document.addEventListener("htmx:sendError", (event) => failed(event, "offline"));
document.addEventListener("htmx:responseError", (event) => failed(event, "failed"));

function failed({ detail }, which) {
  if (!detail.requestConfig.headers["Linli-By-Itself"]) say(which);
}

function say(which) {
  const words = document.querySelector(`template[data-say="${which}"]`);
  const main = document.querySelector("main");
  if (words && main && !main.querySelector(`[data-said="${which}"]`)) {
    const note = document.createElement("div");
    note.dataset.said = which;
    note.setAttribute("role", "alert");
    note.append(words.content.cloneNode(true));
    main.prepend(note);
  }
}
