// Speaking instead of typing, where the device itself can write down what is said. What is said
// never leaves the device: where only a service elsewhere could do it, the keyboard's own
// microphone is pointed out instead.

const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition;
const LANGUAGE = document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en-GB";

for (const box of document.querySelectorAll("[data-speak]")) offer(box);

async function offer(box) {
  if (await isOnDevice()) listen(box);
  else if (navigator.maxTouchPoints) document.querySelector("[data-speak-hint]").hidden = false;
}

async function isOnDevice() {
  if (!Recognition?.available) return false;
  try {
    const found = await Recognition.available({ langs: [LANGUAGE], processLocally: true });
    return found === "available";
  } catch {
    return false;
  }
}

function listen(box) {
  const button = box.querySelector("button");
  const words = document.getElementById(box.dataset.speak);
  let running = null;
  box.hidden = false;
  button.addEventListener("click", () => {
    if (running) return running.stop();
    running = new Recognition();
    Object.assign(running, { lang: LANGUAGE, continuous: true, processLocally: true });
    running.addEventListener("result", ({ results, resultIndex }) => {
      for (const heard of [...results].slice(resultIndex)) words.value += heard[0].transcript;
      words.dispatchEvent(new Event("input", { bubbles: true }));
    });
    running.addEventListener("end", () => {
      running = null;
      show(button, false);
    });
    running.start();
    show(button, true);
  });
}

function show(button, busy) {
  button.setAttribute("aria-pressed", String(busy));
  button.querySelector("[data-idle]").hidden = busy;
  button.querySelector("[data-busy]").hidden = !busy;
}
