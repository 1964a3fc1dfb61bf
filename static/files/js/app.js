// What HTML and htmx can't say. Every page is whole without this file.
(() => {
  "use strict";
  const on = (type, handle) => document.addEventListener(type, handle);
  const live = () => document.querySelector("[data-live]");

  // Streams open once the page has loaded and is idle, so that they delay
  // nothing, and try again when the first connection failed.
  const open = () => live() && htmx.trigger(live(), "live:open");
  const idle = window.requestIdleCallback || ((run) => setTimeout(run, 200));
  addEventListener("load", () => idle(open, { timeout: 1000 }));

  // What happened while there was no stream is caught up with by live:resume.
  on("htmx:sse:after:connection", ({ target, detail }) => {
    if (detail.connection.attempt || target.dataset.live === "catch-up") {
      htmx.trigger(target, "live:resume");
    }
  });

  const failed = ({ target }) => {
    if (target.matches?.("[data-live]")) {
      setTimeout(open, 10000);
    } else if (!target.closest?.("[data-live], [hx-trigger*='#live']")) {
      const message = document.getElementById("failure");
      message.hidden = false;
      setTimeout(() => (message.hidden = true), 8000);
    }
  };
  on("htmx:error", failed);
  on("htmx:response:error", (event) => {
    const { status } = event.detail.ctx.response;
    if (status !== 409 && status !== 422) failed(event);
  });

  on("change", ({ target }) => {
    if (target.matches("[data-submit]")) target.form.requestSubmit();
  });

  // The steps of a quantity.
  on("click", ({ target }) => {
    const step = target.closest("[data-step]");
    if (!step) return;
    const input = document.getElementById(step.getAttribute("aria-controls"));
    step.dataset.step > 0 ? input.stepUp() : input.stepDown();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // Where a swap takes away what had the focus, the nearest part around it that
  // is still there gets it, so that the keyboard goes on from where it was.
  let around = [];
  on("htmx:before:swap", () => {
    around = [];
    for (let e = document.activeElement; e; e = e.parentElement) if (e.id) around.push(e.id);
  });
  on("htmx:after:swap", () => {
    if (document.activeElement !== document.body) return;
    const left = around.map((id) => document.getElementById(id)).find(Boolean);
    if (!left) return;
    if (left.tabIndex < 0) left.tabIndex = -1;
    left.focus({ preventScroll: true });
  });

  // After a swap the chosen variant is the one the page says, whatever was
  // clicked before.
  on("htmx:after:swap", () => {
    document.querySelectorAll(".option input").forEach((radio) => (radio.checked = radio.defaultChecked));
  });

  // A form that must go out once does, until the page is shown again.
  on("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.hasAttribute("data-busy")) event.preventDefault();
    form.setAttribute("data-busy", "");
  });
  addEventListener("pageshow", () => {
    document.querySelectorAll("[data-busy]").forEach((form) => form.removeAttribute("data-busy"));
  });
})();
