// What the admin adds with a script. Every page works without this file.
(() => {
  "use strict";
  const live = document.getElementById("live");
  const news = document.getElementById("news");
  const parse = (event) => {
    try {
      return JSON.parse(event.detail.data);
    } catch {
      return {};
    }
  };

  // One order's page listens for "order." and its number only.
  const relay = (event) => {
    const { number } = parse(event);
    if (number) htmx.trigger(live, "order." + number);
  };
  live?.addEventListener("order.status", relay);
  live?.addEventListener("order.new", (event) => {
    relay(event);
    const { number, total } = parse(event);
    if (number) announce(number, total);
  });

  const money = ({ amount, currency }) => {
    const format = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency });
    return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
  };
  const announce = (number, total) => {
    const link = document.createElement("a");
    link.href = "/admin/orders/" + encodeURIComponent(number);
    link.textContent = "New order " + number + (total ? ": " + money(total) : "");
    news.replaceChildren(link);
    clearTimeout(announce.timer);
    announce.timer = setTimeout(() => news.replaceChildren(), 12000);
  };

  // The slash leads to the search field.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  // The preview of a search result follows its fields, the first that has text.
  document.querySelectorAll("[data-preview]").forEach((shown) => {
    const fields = shown.dataset.preview.split(" ").map((id) => document.getElementById(id));
    const fallback = shown.textContent;
    const show = () => (shown.textContent = fields.find((f) => f?.value)?.value || fallback);
    fields.forEach((f) => f?.addEventListener("input", show));
  });

  // More empty rows for more variants.
  const add = document.querySelector("[data-add-row]");
  if (add) {
    add.hidden = false;
    add.addEventListener("click", () => {
      const rows = document.querySelectorAll(".grid-table tbody tr");
      const last = rows[rows.length - 1];
      const row = last.cloneNode(true);
      const renumber = (text) => text.replace(/((?:variant|more)[.-]|row )\d+/g, (_, stem) => stem + (stem === "row " ? rows.length + 1 : rows.length));
      row.querySelectorAll("*").forEach((element) => {
        for (const { name, value } of [...element.attributes]) element.setAttribute(name, renumber(value));
        if (element.matches("input:not([type=checkbox])")) element.value = "";
      });
      last.after(row);
      row.querySelector("input").focus();
    });
  }

  // What was typed and not saved is not left by accident.
  const guarded = document.querySelector("[data-guard]");
  if (guarded) {
    let changed = false;
    guarded.addEventListener("input", () => (changed = true));
    guarded.addEventListener("submit", () => (changed = false));
    addEventListener("beforeunload", (event) => changed && event.preventDefault());
  }
})();
