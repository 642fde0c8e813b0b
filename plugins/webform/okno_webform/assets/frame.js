// Opened by itself the form looks like a page of its own.
if (window.parent === window) document.body.classList.replace("wf-framed", "wf-alone");

// Inside of a frame: tells the page around it how high the form is, and nobody else. Without it the frame scrolls.
const { origins } = document.body.dataset;

if (origins && window.parent !== window) {
  const [around] = location.ancestorOrigins ?? [];
  const known = JSON.parse(origins);
  const heard = known.filter((origin) => !around || origin === around);
  let told = 0;
  const tell = (begun) => {
    const { height } = document.body.getBoundingClientRect();
    if (height === told && !begun) return;
    told = height;
    for (const origin of heard) window.parent.postMessage({ okno: "webform", height, begun }, origin);
  };
  new ResizeObserver(() => tell(false)).observe(document.body);
  tell(true);
}
for (const wrong of document.querySelectorAll("[data-focus]")) wrong.focus({ preventScroll: window.parent !== window });
