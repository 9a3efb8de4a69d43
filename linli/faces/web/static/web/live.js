// What is new at the desk: asked for only while somebody looks, shown without taking anything away.

const asks = (event) => event.target.closest?.("[data-news]");

// Nobody is looking: the next question comes soon enough.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (asks(event) === event.target && document.hidden) event.preventDefault();
});

// A list in which nobody is at work shows by itself what is new; it keeps its place.
const atWork = () =>
  document.querySelector("#list :focus, #list input[name=mark]:checked, #list details[open], dialog[open]") ||
  window.scrollY > 80;

document.addEventListener("htmx:afterSwap", (event) => {
  if (!event.target.matches?.("#list [data-news]") || atWork()) return;
  event.target.querySelector("[data-news-show]")?.click();
});
