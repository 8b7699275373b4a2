// "/" search, "j" "k" rows, Enter opens, "?" help. They can be switched off in the help.

const OFF = "dieuphoi-shortcuts-off";
const help = document.getElementById("shortcuts");
const helpButton = document.querySelector("[data-shortcut-help]");
const onOff = document.querySelector("[data-shortcut-switch]");
const keys = { "/": search, j: () => step(1), k: () => step(-1), "?": showHelp };

if (help) {
  helpButton.hidden = false;
  helpButton.addEventListener("click", showHelp);
  onOff.checked = !localStorage.getItem(OFF);
  onOff.addEventListener("change", () => {
    if (onOff.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
  document.addEventListener("keydown", press);
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open || localStorage.getItem(OFF)) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const act = keys[event.key];
  if (act && act() !== false) event.preventDefault();
}

function search() {
  const input = document.querySelector("[data-shortcut-search]");
  if (!input) return false;
  input.focus();
  input.select();
  return true;
}

// The focus goes to the first link of the row, so Enter opens it and a screen reader reads it.
function step(by) {
  const links = [...document.querySelectorAll("table[data-rows] tbody tr")]
    .map((row) => row.querySelector("a[href]"))
    .filter(Boolean);
  if (!links.length) return false;
  const row = document.activeElement.closest?.("table[data-rows] tbody tr");
  const here = row ? links.indexOf(row.querySelector("a[href]")) : -1;
  const next = links[Math.max(0, Math.min(links.length - 1, here < 0 ? (by > 0 ? 0 : links.length - 1) : here + by))];
  document.querySelectorAll("tr.row-here").forEach((old) => old.classList.remove("row-here"));
  next.closest("tr").classList.add("row-here");
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function showHelp() {
  help.showModal();
  return true;
}
