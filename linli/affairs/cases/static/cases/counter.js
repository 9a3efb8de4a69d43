// At the counter: Ctrl-Enter records the case, and after the look-up one goes on typing.

const call = document.getElementById("call");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.target.form !== call) return;
  event.preventDefault();
  call.requestSubmit(call.querySelector(".form-foot .btn-primary"));
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id !== "earlier") return;
  const name = call.elements.name;
  const known = document.querySelector("#earlier [data-known]");
  (known || name.value ? call.elements.text : name).focus();
});
