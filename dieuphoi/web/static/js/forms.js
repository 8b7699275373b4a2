// A button is pressed once; a file too large is told before it is sent; errors get the focus; what
// the browser would say in its own language is said in Vietnamese.

const MISSING = {
  file: "Hãy chọn tệp.",
  checkbox: "Hãy đánh dấu ô này.",
  radio: "Hãy chọn một mục.",
  "select-one": "Hãy chọn một mục.",
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("data-press-again")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
  // After the event: a disabled button would not send its own name and value.
  setTimeout(() => {
    for (const button of buttonsOf(form)) button.disabled = true;
  });
});

// Coming back with the browser's button shows the page as it was left: let it be pressed again.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form[data-sent]");
  if (form) release(form);
});

function release(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
  for (const button of buttonsOf(form)) button.disabled = false;
}

function buttonsOf(form) {
  return [...form.elements].filter((element) => element.type === "submit");
}

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type !== "file" || !input.dataset.maxBytes) return;
  const most = Number(input.dataset.maxBytes);
  const tooLarge = [...input.files].find((file) => file.size > most);
  const words = tooLarge ? sentence(tooLarge, most) : "";
  input.setCustomValidity(words);
  showBelow(input, words);
});

function sentence(file, most) {
  return `Tệp “${file.name}” nặng ${megabytes(file.size)} MB, lớn hơn mức ${megabytes(most)} MB được nhận. Hãy chọn tệp khác.`;
}

function megabytes(bytes) {
  return (bytes / 1048576).toLocaleString("vi-VN", { maximumFractionDigits: 1 });
}

function showBelow(input, words) {
  let place = input.parentElement.querySelector("[data-file-error]");
  if (!place) {
    place = document.createElement("p");
    place.className = "field-errors";
    place.setAttribute("role", "alert");
    place.setAttribute("data-file-error", "");
    input.parentElement.append(place);
  }
  place.textContent = words;
}

// The browser's own words for choosing a file: a label does the same, in Vietnamese.

for (const input of document.querySelectorAll('input[type="file"]')) dressFile(input);
document.addEventListener("htmx:load", (event) => {
  for (const input of event.target.querySelectorAll?.('input[type="file"]') ?? []) dressFile(input);
});

function dressFile(input) {
  if (!input.id || input.classList.contains("file-input")) return;
  const choose = document.createElement("label");
  choose.className = "btn btn-small";
  choose.htmlFor = input.id;
  choose.textContent = "Chọn tệp";
  const names = document.createElement("span");
  names.className = "file-names";
  const pick = document.createElement("div");
  pick.className = "file-pick";
  pick.append(choose, names);
  input.classList.add("file-input");
  input.after(pick);
  const show = () => {
    names.textContent = [...input.files].map((file) => file.name).join("; ") || "Chưa chọn tệp";
  };
  input.addEventListener("change", show);
  input.form?.addEventListener("reset", () => setTimeout(show));
  show();
}

// What the browser asks for before it sends a form. The words are taken back when something is
// typed, and before the form is checked again: else they would stand in the way of sending it.

document.addEventListener("invalid", (event) => {
  const field = event.target;
  if (field.validity.customError) return;
  const words = asking(field);
  if (!words) return;
  field.setCustomValidity(words);
  field.dataset.asked = "";
}, true);
document.addEventListener("input", (event) => takeBack(event.target.form ?? event.target), true);
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button, input");
  if (button?.type === "submit" && button.form) takeBack(button.form);
}, true);

function takeBack(within) {
  for (const field of within.elements ?? []) {
    if (!("asked" in field.dataset)) continue;
    field.setCustomValidity("");
    delete field.dataset.asked;
  }
}

function asking(field) {
  const wrong = field.validity;
  if (wrong.valueMissing) return MISSING[field.type] ?? "Cần nhập mục này.";
  if (wrong.badInput || wrong.stepMismatch) return "Hãy ghi một số nguyên.";
  if (wrong.rangeUnderflow) return `Hãy ghi số từ ${field.min} trở lên.`;
  if (wrong.rangeOverflow) return `Hãy ghi số không quá ${field.max}.`;
  if (wrong.tooLong) return `Hãy viết gọn trong ${field.maxLength} ký tự.`;
  return "";
}

document.querySelector("[data-form-errors]")?.focus();
