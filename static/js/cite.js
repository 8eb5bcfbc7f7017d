// "Cite" as a dialog over the page, copying by one click, and a download menu that closes itself. The links work without any of it.
const $ = (selector, within = document) => within.querySelector(selector);

function dialog(link) {
  const box = document.createElement("dialog");
  box.className = "cite-dialog";
  box.setAttribute("aria-labelledby", "cite-heading");
  box.innerHTML = '<header><h2 id="cite-heading"></h2><form method="dialog"><button class="btn quiet ico" value="close"></button></form></header>';
  $("h2", box).textContent = link.textContent.trim();
  const close = $("button", box);
  close.setAttribute("aria-label", link.dataset.close);
  close.innerHTML = '<svg class="ic" width="16" height="16" aria-hidden="true"><use href="#i-close"/></svg>';
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close();
  });
  box.addEventListener("close", () => {
    box.remove();
    link.focus();
  });
  document.body.append(box);
  return box;
}

async function style(address) {
  if ($(`link[rel="stylesheet"][href="${address}"]`)) return;
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
  document.head.append(sheet);
  await new Promise((ready) => Object.assign(sheet, { onload: ready, onerror: ready }));
}

async function open(link) {
  const [answer] = await Promise.all([fetch(link.href, { headers: { "HX-Request": "true" } }), style(link.dataset.css)]);
  if (!answer.ok) throw new Error(answer.statusText);
  const part = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".cite");
  const box = dialog(link);
  box.append(part);
  box.showModal();
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.downloads[open]")) if (!menu.contains(event.target)) menu.open = false;
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("a[data-cite]");
  if (!link || !HTMLDialogElement.prototype.showModal) return;
  event.preventDefault();
  open(link).catch(() => location.assign(link.href));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details.downloads[open]");
  if (!menu) return;
  menu.open = false;
  $("summary", menu).focus();
});

async function copy(text, node) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No permission, or no secure connection: the text is selected, for the keyboard's own copy.
    getSelection().selectAllChildren(node);
    return document.execCommand("copy");
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const within = button.closest(".cite");
  const node = $(`#${button.dataset.copy}`, within);
  const text = node.tagName === "PRE" ? node.textContent : node.textContent.replace(/\s+/g, " ").trim();
  if (!(await copy(text, node))) return;
  const label = $("span", button);
  const before = label.textContent;
  label.textContent = button.dataset.done;
  $("[data-said]", within).textContent = button.dataset.done;
  setTimeout(() => {
    label.textContent = before;
    $("[data-said]", within).textContent = "";
  }, 2000);
});
