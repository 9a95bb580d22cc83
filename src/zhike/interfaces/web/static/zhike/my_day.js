// My day: after a task is settled the drawer closes and the row that moved up has the focus.
import { closeDrawer } from "./drawer.js";
import { currentRow, focusRow } from "./keys.js";

let place = 0;

function rememberPlace() {
  const rows = [...document.querySelectorAll("[data-row]")];
  const here = rows.indexOf(currentRow());
  if (here >= 0) place = here;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-row-key]");
  if (!button) return;
  for (const row of document.querySelectorAll("[data-row]")) row.tabIndex = row === button.closest("[data-row]") ? 0 : -1;
  rememberPlace();
});

document.addEventListener("zhike:saved", (event) => {
  closeDrawer({ refocus: false });
  const wanted = event.detail.focus && document.getElementById(event.detail.focus);
  if (wanted) place = [...document.querySelectorAll("[data-row]")].indexOf(wanted);
  if (document.querySelector("[data-row]")) focusRow(place);
  else document.querySelector("#day h1")?.focus();
});

document.addEventListener("keydown", (event) => {
  const form = document.querySelector("#drawer:not([hidden]) [data-number-keys]");
  if (!form || event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, textarea")) return;
  const button = form.querySelector(`[data-number="${CSS.escape(event.key)}"]`);
  if (button) {
    event.preventDefault();
    button.click();
  }
});
