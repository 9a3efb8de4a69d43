// Goes on with the position of the device, where it has one and the reader allows it.

const button = document.querySelector("[data-go-here]");

if (button && "geolocation" in navigator && window.isSecureContext) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const point = { longitude: coords.longitude.toFixed(6), latitude: coords.latitude.toFixed(6) };
        location.assign(`${button.dataset.goHere}?${new URLSearchParams(point)}`);
      },
      () => {
        button.disabled = false;
        button.after(document.querySelector("template[data-say=no-position]").content.cloneNode(true));
      },
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 },
    );
  });
}
