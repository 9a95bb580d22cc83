// What is typed into a form with data-draft="key" stays in this window until it is saved. Keys are opaque.
const PREFIX = "zhike-draft:";

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.name && !["hidden", "password", "submit", "button"].includes(field.type));
}

function keep(form) {
  const values = {};
  for (const field of fieldsOf(form)) {
    if (field.type === "radio" || field.type === "checkbox") {
      if (field.checked) values[field.name] = field.value;
    } else values[field.name] = field.value;
  }
  sessionStorage.setItem(PREFIX + form.dataset.draft, JSON.stringify(values));
}

function restore(form) {
  const kept = sessionStorage.getItem(PREFIX + form.dataset.draft);
  if (!kept) return;
  const values = JSON.parse(kept);
  for (const field of fieldsOf(form)) {
    if (!(field.name in values)) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === values[field.name];
    else field.value = values[field.name];
  }
  form.dispatchEvent(new CustomEvent("zhike:draft-restored", { bubbles: true }));
}

export function forgetDraft(key) {
  sessionStorage.removeItem(PREFIX + key);
}

export function startDrafts() {
  const remember = (event) => {
    const form = event.target.form;
    if (form?.dataset.draft) keep(form);
  };
  document.addEventListener("input", remember);
  document.addEventListener("change", remember);
  document.addEventListener("htmx:load", (event) => {
    const root = event.target;
    const forms = root.matches?.("[data-draft]") ? [root] : root.querySelectorAll?.("[data-draft]") ?? [];
    for (const form of forms) restore(form);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("[data-draft]");
    if (form && event.detail.successful && event.detail.requestConfig.verb === "post") forgetDraft(form.dataset.draft);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-forget-drafts]")) return;
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  });
}
