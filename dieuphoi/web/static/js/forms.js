// A button is pressed once; a file too large is told before it is sent; errors get the focus.

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
    input.after(place);
  }
  place.textContent = words;
}

document.querySelector("[data-form-errors]")?.focus();
