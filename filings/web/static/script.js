// What pages do besides: refresh a part while work goes on, take dropped files, step through pages by key.
// Every page works without this.
"use strict";

for (const part of document.querySelectorAll("[data-refresh]")) refresh(part);

function refresh(part) {
  const again = async () => {
    try {
      const answer = await fetch(part.dataset.refresh, { headers: { "X-Part": "1" } });
      if (answer.status === 401) return location.reload();
      if (answer.ok) {
        const text = await answer.text();
        const over = answer.headers.get("X-Over");
        if (over) return location.reload();
        const fresh = new DOMParser().parseFromString(text, "text/html").body;
        if (fresh.innerHTML !== part.dataset.shown) part.replaceChildren(...fresh.childNodes);
        part.dataset.shown = fresh.innerHTML;
      }
    } catch { /* the server is away for a moment */ }
    setTimeout(again, 1000);
  };
  setTimeout(again, 700);
}

for (const drop of document.querySelectorAll(".drop")) {
  const input = drop.querySelector("input[type=file]");
  for (const kind of ["dragenter", "dragover"])
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  for (const kind of ["dragleave", "drop"])
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.remove("over"); });
  drop.addEventListener("drop", (event) => { input.files = event.dataTransfer.files; });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) return;
  const link = document.querySelector(
    { ArrowLeft: "a[rel=prev]", ArrowRight: "a[rel=next]" }[event.key] || "never");
  if (link) { event.preventDefault(); link.click(); }
});

for (const select of document.querySelectorAll("select[data-go]"))
  select.addEventListener("change", () => select.form.requestSubmit());

for (const form of document.querySelectorAll("form"))
  form.addEventListener("submit", (event) => {
    const sure = event.submitter && event.submitter.dataset.sure;
    if (sure && !confirm(sure)) event.preventDefault();
  });
