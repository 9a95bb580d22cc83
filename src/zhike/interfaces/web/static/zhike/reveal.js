// The minute for which something unmasked is shown in the drawer; it goes earlier when the page is left or printed.
function hideAgain(box) {
  box.querySelector("[data-revealed-value]").textContent = box.dataset.masked;
  box.classList.add("hidden-again");
}

function countDown(box) {
  const left = box.parentElement.querySelector("[data-revealed-left]");
  let seconds = Number(box.dataset.revealed);
  const clock = setInterval(() => {
    seconds -= 1;
    if (!box.isConnected) return clearInterval(clock);
    left.textContent = String(Math.max(seconds, 0));
    if (seconds > 0) return;
    clearInterval(clock);
    hideAgain(box);
  }, 1000);
}

document.addEventListener("htmx:afterSettle", (event) => {
  const box = event.target.querySelector?.("[data-revealed]:not([data-counting])");
  if (!box) return;
  box.dataset.counting = "";
  countDown(box);
});

// nothing unmasked stays behind a page that is left or printed
for (const leaving of ["pagehide", "beforeprint"]) {
  window.addEventListener(leaving, () => document.querySelectorAll("[data-revealed]").forEach(hideAgain));
}
