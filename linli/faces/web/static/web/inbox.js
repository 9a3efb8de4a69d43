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
