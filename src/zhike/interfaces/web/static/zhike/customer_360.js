// The unified view: the chart of assets, reasons filled in by a click, the focus after a contact was saved.
import { closeDrawer } from "./drawer.js";
import "./reveal.js";
import { startTrend } from "./trend.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  if (!button) return;
  const field = document.querySelector(button.dataset.fill);
  field.value = button.dataset.fillValue;
  field.focus();
});

document.addEventListener("zhike:saved", () => {
  closeDrawer({ refocus: false });
  document.getElementById("head")?.focus();
});

startTrend();
