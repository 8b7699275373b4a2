// What is typed into a form with data-draft="key" is kept in this browser until it was accepted.
// The server keeps a form posted after its session ended; this also helps when the machine or the
// network failed. Drafts belong to one user, live 12 hours, and go when that user signs out.
// A form with hx-post saves itself: while one types, when its draft was given back, and when the network
// is there again. Its draft goes when the server has that text; what the server refuses is said in the
// form, never in place of it, and stays a draft.

const PREFIX = "dieuphoi-draft:";
const LASTS = 12 * 3600 * 1000;
const user = document.body.dataset.user;

if (user) {
  dropOldAndForeign();
  forgetAccepted();
  document.querySelectorAll("form[data-draft]").forEach(keep);
  document.querySelectorAll("form[data-sign-out]").forEach((form) => {
    form.addEventListener("submit", () => names().forEach((name) => localStorage.removeItem(name)));
  });
}

function keep(form) {
  const name = `${PREFIX}${user}:${form.dataset.draft}`;
  const found = read(name);
  if (found && !form.querySelector("[data-form-errors]")) giveBack(form, name, found.fields);
  form.addEventListener("input", () => write(name, { at: Date.now(), fields: typed(form) }));
  if (form.hasAttribute("hx-post")) keepInPlace(form, name);
  else form.addEventListener("submit", () => sessionStorage.setItem(PREFIX + "sent", name));
}

function keepInPlace(form, name) {
  let sending = "";
  form.addEventListener("htmx:beforeRequest", () => (sending = visible(form)));
  form.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful || event.detail.xhr.status === 422) return;
    if (visible(form) === sending) localStorage.removeItem(name);
    else write(name, { at: Date.now(), fields: typed(form) });
  });
  window.addEventListener("online", () => read(name) && saveSoon(form));
  form.addEventListener("htmx:sendError", () => sayUnsaved(form, "Chưa lưu được vì mất kết nối."));
  form.addEventListener("htmx:timeout", () => sayUnsaved(form, "Chưa lưu được vì máy chủ chưa trả lời."));
  // At the document: an error is to be swapped into #main, where the form would not hear of it.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, xhr } = event.detail;
    if (requestConfig.elt !== form || xhr.status < 400 || xhr.status === 422) return;
    event.detail.shouldSwap = false;
    const said = new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector(".error-page p");
    sayUnsaved(form, said ? said.textContent : "Chưa lưu được.");
  });
}

function sayUnsaved(form, words) {
  const place = form.querySelector("[role=status]");
  let said = place.querySelector("[data-unsaved]");
  if (!said) {
    said = document.createElement("p");
    said.className = "field-errors";
    said.setAttribute("data-unsaved", "");
    place.append(said);
  }
  said.textContent = `${words.trim()} Nội dung vẫn ở trong ô và được giữ trong trình duyệt này.`;
}

function visible(form) {
  return JSON.stringify(inputs(form).filter((element) => element.type !== "hidden").map((element) => element.value));
}

function giveBack(form, name, fields) {
  const before = typed(form);
  const shown = inputs(form).filter((element) => element.type !== "hidden" && element.name in fields);
  const same = shown.every((element) => element.value === fields[element.name]);
  // What a lost session kept is shown again, but stored nowhere yet.
  if (same && !document.querySelector("[data-given-back]")) return localStorage.removeItem(name);
  if (form.hasAttribute("hx-post")) window.addEventListener("load", () => saveSoon(form));
  if (same) return;
  fill(form, fields);
  const note = document.createElement("div");
  note.className = "note note-warning";
  note.setAttribute("role", "status");
  const words = document.createElement("div");
  words.className = "note-text";
  const text = document.createElement("p");
  text.textContent = "Nội dung bạn nhập lần trước mà chưa gửi được giữ lại dưới đây.";
  const discard = document.createElement("button");
  discard.type = "button";
  discard.className = "btn btn-small";
  discard.textContent = "Bỏ nội dung này";
  discard.addEventListener("click", () => {
    const since = inputs(form).filter((element) => element.type === "hidden" && element.value !== fields[element.name]);
    localStorage.removeItem(name);
    fill(form, { ...before, ...values(since) });
    if (since.length) saveSoon(form);
    note.remove();
    form.querySelector("textarea, input:not([type=hidden])")?.focus();
  });
  words.append(text, discard);
  note.append(words);
  form.prepend(note);
}

function inputs(form) {
  return [...form.elements].filter(
    (element) => element.name && element.matches("textarea, select:not([multiple]), input:is([type=text], [type=number], [type=date], [type=search], [data-with-draft])"),
  );
}

function typed(form) {
  return values(inputs(form));
}

function values(elements) {
  return Object.fromEntries(elements.map((element) => [element.name, element.value]));
}

// As if somebody typed: the form saves itself when its delay is over.
function saveSoon(form) {
  form.querySelector("textarea").dispatchEvent(new Event("input", { bubbles: true }));
}

function fill(form, fields) {
  for (const element of inputs(form)) {
    if (element.name in fields) element.value = fields[element.name];
  }
}

// The server says with a message of success that it took the form; nothing else counts as taken.
function forgetAccepted() {
  const sent = sessionStorage.getItem(PREFIX + "sent");
  if (!sent) return;
  if (document.querySelector('[data-message="success"]')) localStorage.removeItem(sent);
  sessionStorage.removeItem(PREFIX + "sent");
}

function dropOldAndForeign() {
  for (const name of names()) {
    const draft = read(name);
    if (!name.startsWith(`${PREFIX}${user}:`) || !draft || Date.now() - draft.at > LASTS) localStorage.removeItem(name);
  }
}

function names() {
  return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function write(name, draft) {
  try {
    localStorage.setItem(name, JSON.stringify(draft));
  } catch {
    // The browser's store is full or forbidden: the form works without it.
  }
}
