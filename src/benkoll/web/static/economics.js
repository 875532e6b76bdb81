/* A slider beside each field: it moves the field, the field moves it. What comes out is fetched by htmx when either has changed. */
(function () {
  "use strict";
  var comma = document.documentElement.lang === "sv";

  function value(field) { return parseFloat(field.value.replace(",", ".")); }

  document.querySelectorAll("input[type=range][data-for]").forEach(function (slider) {
    var field = document.getElementById(slider.dataset.for);
    slider.hidden = false;
    slider.addEventListener("input", function () {
      var said = String(Number(slider.value));
      field.value = comma ? said.replace(".", ",") : said;
    });
    field.addEventListener("input", function () { if (!isNaN(value(field))) slider.value = value(field); });
  });
})();
