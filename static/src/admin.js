/* The admin's search box (select2) has no name of its own: a screen reader reads the field's label. */
function nameSearchBoxes() {
  for (const box of document.querySelectorAll(".select2-container")) {
    const label = box.previousElementSibling?.labels?.[0];
    if (!label) continue;
    label.id ||= `${label.htmlFor}-label`;
    const text = box.querySelector(".select2-selection__rendered");
    text.setAttribute("aria-labelledby", label.id);
    box.querySelector(".select2-selection").setAttribute("aria-labelledby", `${label.id} ${text.id}`);
  }
}
window.django?.jQuery?.(nameSearchBoxes); // in its turn: after the admin has drawn the boxes
