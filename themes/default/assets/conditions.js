// Questions that depend on answers, lists that depend on a list, masks. The server decides the same by itself.

// ---- what stands in a field: as the server reads it, so empty is nothing ----
function controls(form, name) {
  return [...form.elements].filter((field) => [name, name + ".text", name + ".kept"].includes(field.name));
}
function answers(form, name) {
  return controls(form, name).filter((field) => !field.disabled && (!["radio", "checkbox"].includes(field.type) || field.checked))
    .map((field) => field.value).filter((value) => value.trim() !== "");
}
function asked(form, name) {
  const found = controls(form, name);
  return !found.length || found.some((field) => !field.closest("[data-off]"));
}
function number(text) { return Number(text.replace(/[\s\u00a0\u2009\u202f]/g, "").replace(",", ".")); }

// ---- conditions: all must hold; none holds for a question that is not asked ----
function holds(form, one) {
  if (!asked(form, one.field)) return false;
  const given = answers(form, one.field);
  const same = (value, other) => (one.numeric ? number(value) === number(other) : value === other);
  const among = (list) => given.some((value) => list.some((other) => same(value, other)));
  if (one.filled !== null && one.filled !== given.length > 0) return false;
  if (one.values.length && !among(one.values)) return false;
  if (one.others.length && among(one.others)) return false;
  if (one.at_least !== null && !(given.length && number(given[0]) >= one.at_least)) return false;
  return one.below === null || (given.length > 0 && number(given[0]) < one.below);
}

// ---- a linked list: only what fits the answer to its parent; nothing to offer, nothing to ask ----
const whole = new WeakMap();
function offer(form, list) {
  if (!whole.has(list)) whole.set(list, [...list.querySelectorAll("option")]);
  const options = whole.get(list);
  if (!asked(form, list.dataset.parent)) return false;
  const [parent = ""] = answers(form, list.dataset.parent);
  const fitting = options.filter((option) => option.value && (!option.dataset.of || option.dataset.of.split(" ").includes(parent)));
  const chosen = list.value;
  const shown = [...options.filter((option) => !option.value), ...fitting];
  if (shown.length !== list.children.length || shown.some((option, n) => option !== list.children[n])) {
    list.replaceChildren(...shown);
    list.value = fitting.some((option) => option.value === chosen) ? chosen : "";
  }
  return fitting.length > 0;
}

// ---- from the top down: a question looks at those above it. A hidden one keeps its words but is not sent ----
function fit(form) {
  for (const box of form.querySelectorAll("[data-when]")) {
    const list = box.querySelector("select[data-parent]");
    // The list is made to fit in any case, so that a choice that is gone does not wait in it.
    const offers = !list || offer(form, list);
    const shown = offers && JSON.parse(box.dataset.when).every((one) => holds(form, one));
    box.toggleAttribute("data-off", !shown);
    for (const field of box.querySelectorAll("input, select, textarea")) field.disabled = !shown;
  }
}
const depends = (form) => form?.querySelector?.("[data-when]");
for (const name of ["input", "change", "okno:filled"]) {
  document.addEventListener(name, (event) => { const form = event.target.form || event.target.closest("form"); if (depends(form)) fit(form); });
}
document.addEventListener("reset", (event) => setTimeout(() => { if (depends(event.target)) fit(event.target); }));

// ---- masks: the fixed signs write themselves; what is taken away stays away ----
const PLACES = { 9: /[0-9]/, A: /[A-Za-zА-Яа-яЁё]/, "*": /[0-9A-Za-zА-Яа-яЁё]/ };
function dressed(mask, text) {
  let result = "";
  let at = 0;
  for (const sign of mask) {
    if (at >= text.length) break;
    if (!(sign in PLACES)) { result += sign; if (text[at] === sign) at += 1; continue; }
    while (at < text.length && !PLACES[sign].test(text[at])) at += 1;
    if (at < text.length) { result += text[at]; at += 1; }
  }
  return result;
}
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.dataset?.mask || event.inputType?.startsWith("delete") || field.selectionStart < field.value.length) return;
  field.value = dressed(field.dataset.mask, field.value);
});

function dress(root) { for (const form of root.querySelectorAll("form")) if (depends(form)) fit(form); }
dress(document);
document.addEventListener("htmx:afterSwap", () => dress(document));
