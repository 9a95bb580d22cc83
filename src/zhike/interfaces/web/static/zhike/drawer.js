// The drawer: anything swapped into #drawer-content opens it; Esc or data-close-drawer closes it, drafts stay.
let opener = null;

const drawer = () => document.getElementById("drawer");

export const drawerIsOpen = () => Boolean(drawer() && !drawer().hidden);

export function closeDrawer({ refocus = true } = {}) {
  const element = drawer();
  if (!element || element.hidden) return;
  element.hidden = true;
  document.getElementById("drawer-content").replaceChildren();
  if (refocus && opener?.isConnected) (opener.closest("[data-row]") ?? opener).focus();
  opener = null;
}

function open() {
  const element = drawer();
  element.hidden = false;
  const heading = element.querySelector("h2");
  if (heading) element.setAttribute("aria-label", heading.textContent.trim());
  (element.querySelector("[data-first-focus]") ?? element.querySelector("input, textarea, select, button"))?.focus();
}

export function startDrawer() {
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target?.id === "drawer-content" && !drawer().contains(event.detail.elt)) opener = event.detail.elt;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id === "drawer-content") open();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-drawer]")) closeDrawer();
  });
  document.addEventListener("zhike:saved", () => closeDrawer({ refocus: false }));
}
