"use strict";
function take(text) {
  var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("main");
  var shown = document.querySelector("main");
  if (!fresh || fresh.innerHTML === shown.innerHTML) return;
  var calls = fresh.querySelector("h1.go"), before = shown.querySelector("h1.go");
  shown.replaceWith(fresh);
  if (calls && (!before || before.textContent !== calls.textContent)) {
    document.title = calls.textContent;
    if (navigator.vibrate) navigator.vibrate([400, 200, 400]);
  }
}
function again() {
  if (document.hidden) return;
  if (!window.fetch || !Element.prototype.replaceWith) {
    location.reload();
    return;
  }
  fetch(location.href, { cache: "no-store" }).then(function (answer) {
    if (answer.ok || answer.status === 404) return answer.text().then(take);
  }).catch(function () {});
}
setInterval(again, 20000);
document.addEventListener("visibilitychange", again);
