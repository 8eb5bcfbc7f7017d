// An answer that is no part of the page (the sign-in, a refusal, a fault) takes no place in it: where it would have stood, one line says what
// became of it. The focus and what is typed stay as they are.

let signedOut = false;

function lineFor({ raw, status }, text = "") {
  const signIn = document.getElementById("signed-out")?.dataset.signIn;
  if (raw?.redirected && new URL(raw.url).pathname === signIn) return "signed-out";
  if (status === 404 && document.getElementById("not-there")) return "not-there";
  return status >= 400 || /<html[\s>]/i.test(text) ? "not-fetched" : null;
}

function say(target, name) {
  const template = document.getElementById(name);
  if (!(target instanceof Element) || !template) return;
  signedOut ||= name === "signed-out";
  const line = template.content.firstElementChild.cloneNode(true);
  const said = target.querySelector(":scope > [data-failed]");
  // What is said already is not said again with every key.
  if (said?.textContent === line.textContent) return;
  said?.remove();
  // What was there is of an earlier text; only where somebody is in it, it stays.
  if (target.contains(document.activeElement)) target.prepend(line);
  else target.replaceChildren(line);
}

document.addEventListener("htmx:before:swap", (event) => {
  const ctx = event.detail?.ctx;
  const line = ctx?.response && lineFor(ctx.response, ctx.text);
  if (!line) return;
  event.preventDefault();
  say(ctx.target, line);
});
document.addEventListener("htmx:error", (event) => say(event.detail?.ctx?.target, "not-fetched"));

// Whoever signed in again in another tab goes on here: the form takes over the token that came with it.
function renew() {
  const token = signedOut && document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (token) for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
}
for (const moment of ["input", "submit"]) document.addEventListener(moment, renew, true);
