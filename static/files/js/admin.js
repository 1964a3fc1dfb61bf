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

  // Keys, told by the dialog "keys": data-key leads to a field, j and k walk the
  // rows, x picks one.
  const open = (id) => document.querySelector("dialog[open]") || document.getElementById(id).showModal();
  const walk = (list, by) => {
    const at = list.indexOf(document.activeElement);
    list.at(at < 0 ? Math.min(by, 0) : Math.min(at + by, list.length - 1))?.focus();
  };
  const rows = (by) => walk([...document.querySelectorAll(".row-link")], by);
  const keys = {
    j: () => rows(1),
    k: () => rows(-1),
    x: () => document.activeElement.closest("tr")?.querySelector(".pick input")?.click(),
    "?": () => open("keys"),
  };
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if ((event.ctrlKey || event.metaKey) && key === "k") {
      event.preventDefault();
      return open("palette");
    }
    const typing = target.closest("input:not([type=checkbox]), textarea, select, dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!field && !keys[key]) return;
    event.preventDefault();
    if (!field) return keys[key]();
    field.focus();
    field.select();
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-dialog]");
    if (button) open(button.dataset.dialog);
  });

  // The palette shows what has the letters; Enter takes the first.
  const palette = document.getElementById("palette");
  const shown = () => [...palette.querySelectorAll("li:not([hidden]) > *")];
  palette.addEventListener("input", ({ target }) => {
    const text = target.value.trim().toLowerCase();
    palette.querySelectorAll("li").forEach((li) => {
      li.hidden = "search" in li.dataset ? !text : !li.textContent.toLowerCase().includes(text);
    });
  });
  palette.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) walk([event.currentTarget.querySelector("input"), ...shown()], by);
    else if (event.key === "Enter" && event.target.matches("input")) shown()[0]?.click();
    else return;
    event.preventDefault();
  });

  // The rows that are picked, counted; a list that is refreshed keeps them.
  const boxes = () => [...document.querySelectorAll("td.pick input")];
  let picked = [];
  const count = () => {
    const all = document.querySelector("[data-pick-all]");
    if (!all) return;
    all.hidden = false;
    picked = boxes().filter((box) => box.checked).map((box) => box.value);
    const head = all.querySelector("input");
    head.checked = picked.length > 0 && picked.length === boxes().length;
    head.indeterminate = picked.length > 0 && !head.checked;
    document.querySelector(".bulk-count").textContent = picked.length + " selected";
  };
  document.addEventListener("change", ({ target }) => {
    if (target.closest("[data-pick-all]")) boxes().forEach((box) => (box.checked = target.checked));
    count();
  });
  document.addEventListener("htmx:after:swap", () => {
    boxes().forEach((box) => (box.checked = picked.includes(box.value)));
    count();
  });
  count();

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

  // Pictures come by drop and are put in order by drag, through the forms that
  // do the same by buttons.
  const pictures = document.querySelector("[data-drop]");
  if (pictures) {
    const all = [...pictures.querySelectorAll(".picture")];
    let dragged = null;
    all.forEach((picture) => (picture.draggable = true));
    pictures.addEventListener("dragstart", ({ target }) => {
      dragged = target.closest?.(".picture") ?? null;
    });
    pictures.addEventListener("dragend", () => (dragged = null));
    pictures.addEventListener("dragover", (event) => {
      if (dragged || event.dataTransfer.types.includes("Files")) event.preventDefault();
    });
    pictures.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!dragged) {
        const form = pictures.querySelector(".upload");
        form.elements.files.files = event.dataTransfer.files;
        return form.requestSubmit();
      }
      const steps = all.indexOf(event.target.closest(".picture")) - all.indexOf(dragged);
      if (!event.target.closest(".picture") || !steps) return;
      const form = dragged.querySelector("form");
      Object.entries({ action: "move", steps }).forEach(([name, value]) => {
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      });
      form.submit();
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
