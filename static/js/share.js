// "Share and embed" as a dialog over the page it is about; the page /share/ with the same parts works without it.
const $ = (selector, within = document) => within.querySelector(selector);

function dialog(link) {
  let box = $("#share-dialog");
  if (box) return box;
  box = document.createElement("dialog");
  box.id = "share-dialog";
  box.setAttribute("aria-labelledby", "share-heading");
  box.innerHTML = '<header><h2 id="share-heading"></h2><form method="dialog"><button class="btn quiet ico" value="close"></button></form></header><div class="share" id="share-body" aria-busy="true"></div><p class="vh" id="share-said" role="status" aria-live="polite"></p>';
  $("h2", box).textContent = link.textContent.trim();
  const close = $("button", box);
  close.setAttribute("aria-label", link.dataset.close);
  close.innerHTML = '<svg class="ic" width="16" height="16" aria-hidden="true"><use href="#i-close"/></svg>';
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close();
  });
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  return box;
}

document.addEventListener("click", async (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("a[data-share]");
  if (!link || !window.htmx || !HTMLDialogElement.prototype.showModal) return;
  event.preventDefault();
  if (!$(`link[href="${link.dataset.css}"]`)) {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: link.dataset.css });
    document.head.append(sheet);
    await new Promise((ready) => Object.assign(sheet, { onload: ready, onerror: ready }));
  }
  const box = dialog(link);
  if (!box.open) box.showModal();
  window.htmx
    .ajax("GET", link.getAttribute("href"), { target: "#share-body", source: "#share-body", swap: "innerHTML" })
    .then(() => $("#share-body")?.removeAttribute("aria-busy"), () => location.assign(link.href));
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const field = $(`[data-code="${button.dataset.copies}"] textarea`, button.closest(".codes"));
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.select(); // no permission: the text is selected, for the keyboard's own copy
    if (!document.execCommand("copy")) return;
  }
  const label = $("span", button);
  const before = label.textContent;
  label.textContent = button.dataset.done;
  const said = $("#share-said");
  if (said) said.textContent = button.dataset.done;
  setTimeout(() => {
    label.textContent = before;
  }, 2000);
});

// The tab and the width that were chosen outlive a change of options.
const chosen = {};
document.addEventListener("change", (event) => {
  if (event.target.matches('input[name="code"], input[name="preview"]')) chosen[event.target.name] = event.target.value || event.target.id;
});
document.addEventListener("htmx:after:swap", () => {
  for (const [name, value] of Object.entries(chosen)) {
    const input = [...document.querySelectorAll(`#share-result input[name="${name}"]`)].find((one) => (one.value !== "on" ? one.value : one.id) === value || one.id === value);
    if (input) input.checked = true;
  }
});

// The preview is a frame like any other: it says its height.
addEventListener("message", ({ source, origin, data }) => {
  if (origin !== location.origin || data?.sentinel !== "amp" || data.type !== "embed-size") return;
  const frame = [...document.querySelectorAll("iframe.pvw")].find((one) => one.contentWindow === source);
  if (frame && Number.isFinite(data.height)) frame.style.height = `${Math.min(4000, Math.max(120, data.height))}px`;
});
