// The frame's behaviour: menus, side bar, search on phones, forms that are sent once. Pages bring their own modules.
import { startContactForm } from "./contact_form.js";
import { startDrafts } from "./drafts.js";
import { startDrawer } from "./drawer.js";
import { startKeys } from "./keys.js";
import { startSearch } from "./search.js";
import { startToasts } from "./toasts.js";

const YEAR = 365 * 24 * 3600;

function foldSidebar(button) {
  const root = document.documentElement;
  const narrow = root.dataset.sidebar !== "narrow";
  if (narrow) root.dataset.sidebar = "narrow";
  else delete root.dataset.sidebar;
  button.setAttribute("aria-expanded", String(!narrow));
  document.cookie = `zhike_sidebar=${narrow ? "narrow" : "wide"}; path=/; max-age=${YEAR}; samesite=lax`;
}

function fillStaffNumber(button) {
  document.getElementById("staff_no").value = button.dataset.fillStaffNo;
  document.getElementById("password").focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button, a");
  if (button?.matches("[data-fold-sidebar]")) foldSidebar(button);
  if (button?.matches("[data-fill-staff-no]")) fillStaffNumber(button);
  if (button?.matches("[data-show-help]")) document.getElementById("keyboard-help").showModal();
  if (button?.matches("[data-toggle-search]") && document.body.classList.toggle("search-open")) {
    document.getElementById("search").focus();
  }
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target) || button?.matches("[data-show-help]")) menu.open = false;
  }
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-once]")) return;
  for (const button of event.target.querySelectorAll("button[type=submit]")) button.disabled = true;
});

window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[data-once] button[disabled]")) button.disabled = false;
});

startContactForm();
startDrafts();
startDrawer();
startKeys();
startSearch();
startToasts();
document.body.dataset.ready = "yes";
