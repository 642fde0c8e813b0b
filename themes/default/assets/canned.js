// Canned replies: put in where the hand is. Without this script their links open the page with the words in the box.

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-canned]");
  const field = link?.closest("form")?.querySelector("textarea");
  if (!field || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const before = field.value.slice(0, field.selectionStart);
  const gap = before && !/\s$/.test(before) ? "\n" : "";
  field.setRangeText(gap + link.dataset.canned, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  link.closest("details").open = false;
  field.focus();
});
