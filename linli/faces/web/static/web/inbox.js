// The list at the desk: ticking rows with the mouse or with "x", and how many are ticked.

const boxes = () => [...document.querySelectorAll("#inbox input[name=mark]")];

function tell() {
  const all = document.querySelector("#inbox [data-all]");
  if (!all) return;
  const ticked = boxes().filter((box) => box.checked).length;
  all.checked = ticked > 0 && ticked === boxes().length;
  all.indeterminate = ticked > 0 && !all.checked;
  document.querySelector("#inbox [data-many]").disabled = ticked === 0;
  document.querySelector("#inbox [data-ticked]").textContent = ticked || "";
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) {
    for (const box of boxes()) box.checked = event.target.checked;
  }
  tell();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = event.target.closest("[data-row]")?.querySelector("input[name=mark]");
  if (!box || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
  box.checked = !box.checked;
  tell();
});

document.addEventListener("htmx:afterSwap", tell);
window.addEventListener("pageshow", tell);

// The case beside the list: what is sent from it comes back into it, and the list tells of it.

const beside = (event) => event.target.closest?.("#beside");

document.addEventListener("htmx:afterSwap", (event) => {
  if (!beside(event)) return;
  for (const form of document.querySelectorAll("#beside form[method=post]")) {
    if (form.hasAttribute("hx-boost") || form.target) continue;
    form.setAttribute("hx-boost", "true");
    htmx.process(form);
  }
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const fault = event.detail.xhr.status === 422 || event.detail.xhr.status === 409;
  if (!fault || !event.detail.target.closest("#beside")) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { requestConfig, elt } = event.detail;
  if (!elt.closest?.("#inbox") && !elt.matches?.("form")) return;
  delete elt.dataset.sent;
  if (requestConfig.verb !== "post" || !document.getElementById("beside")) return;
  htmx.ajax("GET", location.href, { target: "#list", select: "#list", swap: "outerHTML" });
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (!row) return;
  for (const other of document.querySelectorAll("[data-row][aria-current]")) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
});
