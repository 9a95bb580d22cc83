// Lists: the row one works on has the focus again after its drawer has closed or the list has been fetched anew.
import { closeDrawer } from "./drawer.js";

let lastRow = "";

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row][id]");
  if (row) lastRow = row.id;
});

document.addEventListener("zhike:saved", () => {
  closeDrawer({ refocus: false });
  document.getElementById(lastRow)?.focus();
});
