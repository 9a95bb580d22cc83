// The form that logs a contact: a next step with a text and no day is one of next week, one key less for the usual case.
export function startContactForm() {
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-next-step-text]")) return;
    const { elements } = event.target.form;
    if (event.target.value && elements.next_step.value === "none" && !elements.next_step_on.value) elements.next_step.value = "week";
  });
}
