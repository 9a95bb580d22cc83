// Notices at the foot of the page, and what to say when a request fails.
const SHOWN_MS = 12000;
const textOf = (id) => document.getElementById(id)?.content.textContent.trim() ?? "";

function show(text) {
  const template = document.getElementById("toast-failed");
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.querySelector(".toast-text").textContent = text;
  document.getElementById("toasts").append(toast);
  expire(toast);
}

function expire(toast) {
  setTimeout(() => toast.remove(), SHOWN_MS);
}

function failed(event) {
  const { status, responseText } = event.detail.xhr;
  if (status === 401) return askToSignInAgain();
  const plain = (event.detail.xhr.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
  return show(plain && responseText ? responseText : textOf("text-failed"));
}

function askToSignInAgain() {
  const dialog = document.getElementById("session-ended");
  const link = dialog.querySelector("[data-sign-in-again]");
  link.href = `${link.pathname}?next=${encodeURIComponent(location.pathname + location.search)}`;
  if (!dialog.open) dialog.showModal();
}

export function startToasts() {
  // a form that comes back with its errors (422) is shown where it was
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", () => show(textOf("text-no-network")));
  document.addEventListener("htmx:timeout", () => show(textOf("text-no-network")));
  document.addEventListener("click", (event) => event.target.closest("[data-close-toast]")?.closest(".toast-note").remove());
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.matches?.("[data-undo]")) event.detail.elt.closest(".toast-note")?.remove();
  });
  const container = document.getElementById("toasts");
  if (!container) return;
  for (const toast of container.querySelectorAll("[data-toast]")) expire(toast);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.matches?.("[data-toast]")) {
      for (const older of container.querySelectorAll("[data-toast]")) if (older !== node) older.remove();
      expire(node);
    }
  }).observe(container, { childList: true });
}
