/* What the pages do besides, where the browser runs scripts: everything works without it. Nothing is stored. */
(function () {
  "use strict";
  var open = new Set();

  function say(words) {
    var place = document.getElementById("said");
    if (place && place.textContent !== words) place.textContent = words;
  }

  /* What is wrong is said at its field, too; what is right again is not. */
  function mark(answer) {
    document.querySelectorAll("p.wrong").forEach(function (place) {
      var name = place.id.slice(2);
      var found = answer.querySelector('[data-field="' + name + '"]');
      var field = document.getElementById("f-" + name);
      place.textContent = found ? found.dataset.words : "";
      place.hidden = !found;
      if (field && field.type !== "radio") {
        if (found) field.setAttribute("aria-invalid", "true");
        else field.removeAttribute("aria-invalid");
      }
    });
  }

  function enhance(answer) {
    answer.querySelectorAll("[data-copy]").forEach(function (button) { button.hidden = !navigator.clipboard; });
    answer.querySelectorAll("details[id]").forEach(function (one) { if (open.has(one.id) && !one.open) one.open = true; });
  }

  document.addEventListener("click", function (event) {
    /* By mouse or key: what somebody opens or closes themselves. */
    var summary = event.target.closest("#answer summary");
    if (summary) {
      var one = summary.parentElement;
      if (one.open) open.delete(one.id); else open.add(one.id);
      return;
    }
    var button = event.target.closest("[data-copy]");
    if (button) {
      navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value).then(function () {
        say(button.dataset.copied);
        button.textContent = button.dataset.copied;
      });
      return;
    }
    /* A link to a field opens the group that it stands in. */
    var link = event.target.closest('a[href^="#f-"]');
    var field = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!field) return;
    event.preventDefault();
    var group = field.closest("details");
    if (group) group.open = true;
    field.focus();
    field.scrollIntoView({ block: "center" });
  });

  var answer = document.getElementById("answer");
  if (!answer) return;
  enhance(answer);
  /* The attributes, too: htmx sets them anew a while after the answer has come. */
  new MutationObserver(function (changes) {
    enhance(answer);
    if (!changes.some(function (one) { return one.target === answer && one.type === "childList"; })) return;
    mark(answer);
    var before = document.querySelector("main > .problems");
    if (before) before.remove();
    var told = answer.querySelector("[data-said]");
    if (told) say(told.dataset.said);
  }).observe(answer, { childList: true, subtree: true, attributes: true, attributeFilter: ["open"] });
})();
