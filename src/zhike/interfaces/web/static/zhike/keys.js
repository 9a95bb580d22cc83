// Keyboard: / search, g + letter, j k rows, Enter open, r p and other row keys, ? help, Ctrl+Enter save, u undo, Esc close.
import { closeDrawer, drawerIsOpen } from "./drawer.js";

const PAIR_MS = 1200;
let waitingForPair = 0;

const rows = () => [...document.querySelectorAll("[data-row]")];
const isTyping = (element) => element.matches("input, textarea, select, [contenteditable]");

export function focusRow(index) {
  const all = rows();
  if (!all.length) return;
  const row = all[Math.max(0, Math.min(index, all.length - 1))];
  for (const other of all) other.tabIndex = other === row ? 0 : -1;
  row.focus();
  row.scrollIntoView({ block: "nearest" });
}

export const currentRow = () => document.activeElement?.closest("[data-row]") ?? document.querySelector('[data-row][tabindex="0"]');

function move(step) {
  const all = rows();
  const here = document.activeElement?.closest("[data-row]");
  focusRow(here ? all.indexOf(here) + step : all.indexOf(currentRow()));
}

function pressRowKey(key) {
  const row = currentRow() ?? rows()[0];
  const button = row?.querySelector(`[data-row-key="${key}"]`);
  if (!button) return false;
  row.focus();
  button.click();
  return true;
}

function escape() {
  if (document.querySelector("dialog[open]")) return;
  if (document.querySelector("details[data-menu][open]")) document.querySelector("details[data-menu][open]").open = false;
  else if (drawerIsOpen()) closeDrawer();
  else {
    document.body.classList.remove("search-open");
    document.activeElement?.blur?.();
  }
}

function plainKey(event) {
  const { key } = event;
  if (waitingForPair > Date.now()) {
    waitingForPair = 0;
    document.querySelector(`[data-go="${CSS.escape(key)}"]`)?.click();
    return true;
  }
  if (key === "g") waitingForPair = Date.now() + PAIR_MS;
  else if (key === "/") document.querySelector('[data-key-focus="/"]')?.focus();
  else if (key === "?") document.getElementById("keyboard-help")?.showModal();
  else if (key === "j") move(1);
  else if (key === "k") move(-1);
  else if (key === "u") document.querySelector("#toasts [data-undo]")?.click();
  else if (key === "Enter" && event.target.matches("[data-row]")) event.target.querySelector("[data-open]")?.click();
  else return /^[a-z]$/.test(key) && pressRowKey(key);
  return true;
}

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if (event.key === "Escape") return escape();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest("form");
      if (form) {
        event.preventDefault();
        form.requestSubmit();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (plainKey(event)) event.preventDefault();
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) for (const other of rows()) other.tabIndex = other === row ? 0 : -1;
  });
}
