// An import on its way: on to the rows once all were looked at, and a bar while they are written.

// Whatever brings it onto the page, the link to the rows is followed.
new MutationObserver(() => {
  const seen = document.querySelector("[data-follow]");
  if (seen) location.assign(seen.href);
}).observe(document.body, { childList: true, subtree: true });

for (const form of document.querySelectorAll("form[data-progress]")) {
  form.addEventListener("submit", () => {
    const bar = form.querySelector("progress");
    bar.hidden = false;
    form.querySelector("button").setAttribute("aria-busy", "true");
    const ask = async () => {
      try {
        const { done, total } = await (await fetch(form.dataset.progress)).json();
        if (total) {
          bar.max = total;
          bar.value = done;
        }
      } catch {
        // The answer to the form itself will say how it ended.
      }
      setTimeout(ask, 700);
    };
    ask();
  });
}
