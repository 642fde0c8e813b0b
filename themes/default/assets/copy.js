// A button that copies what is shown once: a token, a link, a password, recovery codes. Without it the text is selected by hand.

const { saidCopy, saidCopied } = document.body.dataset;
const SHOWN = 3000;   // how long it says that it is done, in milliseconds

function offer(place, words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn copy";
  button.textContent = saidCopy;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(words());
    } catch {
      return;   // the browser does not allow it: the text is there to be selected
    }
    button.textContent = saidCopied;
    setTimeout(() => { button.textContent = saidCopy; }, SHOWN);
  });
  place.after(button);
}

if (navigator.clipboard && saidCopy) {
  for (const shown of document.querySelectorAll(".shown-once .secret")) {
    shown.addEventListener("focus", () => shown.select?.());
    offer(shown, () => shown.value ?? shown.textContent.trim());
  }
  for (const list of document.querySelectorAll("[data-copy-all]")) {
    offer(list, () => [...list.querySelectorAll(".secret")].map((one) => one.textContent.trim()).join("\n"));
  }
}
