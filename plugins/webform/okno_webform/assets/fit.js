// For pages of other sites: fits the height of each form of this server to what is in it. Nothing else is listened to.
(() => {
  const origin = new URL(document.currentScript.src).origin;
  addEventListener("message", (event) => {
    const told = event.data;
    if (event.origin !== origin || !told || told.okno !== "webform" || !(told.height > 0)) return;
    for (const frame of document.querySelectorAll("iframe")) {
      if (frame.contentWindow !== event.source) continue;
      frame.style.height = `${Math.min(Math.ceil(told.height), 10000)}px`;
      // A page that came new begins at its top, as after sending.
      if (told.begun && frame.dataset.oknoShown && frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
      frame.dataset.oknoShown = "1";
    }
  });
})();
