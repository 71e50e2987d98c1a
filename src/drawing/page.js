"use strict";
// Filters rows by words, each of which must be in a row; opens what a link leads into. Without it all rows are shown.
(function () {
  var filter = document.getElementById("filter"), words = document.getElementById("words");
  var shown = document.getElementById("shown"), rows = document.querySelectorAll("[data-find]");
  function apply() {
    var wanted = words.value.toLowerCase().split(/\s+/), count = 0, all = 0;
    rows.forEach(function (row) {
      var text = row.getAttribute("data-find").toLowerCase();
      var fits = wanted.every(function (word) { return text.indexOf(word) >= 0; });
      row.hidden = !fits;
      if (row.tagName === "DETAILS") {
        all++;
        count += fits ? 1 : 0;
      }
    });
    shown.textContent = words.value ? count + " of " + all : "";
  }
  function open() {
    var at = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var up = at; up; up = up.parentElement)
      if (up.tagName === "DETAILS")
        up.open = true;
    if (at)
      at.scrollIntoView({ block: "nearest" });
  }
  if (filter) {
    filter.hidden = false;
    words.addEventListener("input", apply);
    apply();
  }
  // Paper shows what is folded, and nothing else does so for every browser.
  var folded = [];
  addEventListener("beforeprint", function () {
    folded = [].slice.call(document.querySelectorAll("details:not([open])"));
    folded.forEach(function (row) { row.open = true; });
  });
  addEventListener("afterprint", function () {
    folded.forEach(function (row) { row.open = false; });
    folded = [];
  });
  addEventListener("hashchange", open);
  open();
})();
