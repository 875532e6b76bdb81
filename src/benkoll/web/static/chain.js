// Keys in the worklist while a row has the focus: j and k move, c claims, Enter opens. Without this all is still there.
"use strict";
const rows = () => [...document.querySelectorAll("[data-row]")];
document.addEventListener("keydown", (event) => {
  const row = event.target;
  if (!(row instanceof HTMLElement) || !row.matches("[data-row]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = rows(), place = all.indexOf(row);
  if (event.key === "j") all[place + 1]?.focus();
  else if (event.key === "k") all[place - 1]?.focus();
  else if (event.key === "c") row.querySelector("[data-claim]")?.click();
  else if (event.key === "Enter") row.querySelector("[data-open]")?.click();
  else return;
  event.preventDefault();
});
let acted = null;
document.addEventListener("htmx:before:request", (event) => { acted = event.target.closest?.("[data-row]")?.id ?? null; });
document.addEventListener("htmx:after:swap", () => {
  if (acted) document.getElementById(acted)?.focus();
  acted = null;
});
