// The search box of the top bar: arrows choose among the suggestions, Enter opens the chosen one or lists all matches.
const box = () => document.querySelector("[data-suggestions]");
const input = () => document.getElementById("search");
const options = () => [...(box()?.querySelectorAll("[data-suggestion]") ?? [])];
const chosen = () => options().find((option) => option.getAttribute("aria-selected") === "true");

function show(open) {
  box().hidden = !open;
  input().setAttribute("aria-expanded", String(open));
  if (!open) choose(null);
}

function choose(option) {
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  if (option) {
    input().setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else input().removeAttribute("aria-activedescendant");
}

function step(by) {
  const all = options();
  if (!all.length) return;
  if (box().hidden) show(true);
  const here = all.indexOf(chosen());
  choose(here < 0 ? all.at(by > 0 ? 0 : -1) : all[(here + by + all.length) % all.length]);
}

function onKey(event) {
  if (event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && chosen() && !box().hidden) {
    event.preventDefault();
    location.assign(chosen().dataset.url);
  } else if (event.key === "Escape" && !box().hidden) {
    event.preventDefault();
    event.stopPropagation();
    show(false);
  }
}

export function startSearch() {
  if (!box()) return;
  input().addEventListener("keydown", onKey);
  input().addEventListener("focus", () => show(Boolean(input().value && box().childElementCount)));
  let kept; // who was chosen stays so when a slower answer to the last letter brings the same person again
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target === box()) kept = chosen()?.dataset.url;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target !== box()) return;
    show(document.activeElement === input() && box().childElementCount > 0);
    if (kept && !box().hidden) choose(options().find((option) => option.dataset.url === kept) ?? null);
  });
  box().addEventListener("pointermove", (event) => choose(event.target.closest("[data-suggestion]")));
  // mousedown, so that the box keeps the focus until the page changes
  box().addEventListener("mousedown", (event) => {
    const option = event.target.closest("[data-suggestion]");
    event.preventDefault();
    if (option) location.assign(option.dataset.url);
  });
  input().addEventListener("blur", () => show(false));
}
