"use strict";
const words = JSON.parse(document.getElementById("words").textContent);
const at = (id) => document.getElementById(id);
const HOLD = 7000, HURRY = 3500, MINUTE = 60000, HOUR = 60 * MINUTE;
// Age of what is shown: said from OLD on; from OVER on it is of another day, and no number stands there any more.
const OLD = MINUTE, OVER = 4 * HOUR;
// Age of a call that is still announced: on opening the page, and after a silence.
const LATELY = MINUTE / 2, MISSED = 10 * MINUTE;
const ROOM = 8; // of those who did not come, so many are shown at a time, in turn
let turns = -1, missed = [], known = null, queue = [], busy = false, sound = stored() !== "off", heard = null, age = 0, audio = null;

function stored(kept) {
  try {
    if (kept) localStorage.setItem("sound", kept);
    return localStorage.getItem("sound");
  } catch {
    return kept; // a television that keeps nothing
  }
}

// Minutes as people say them: above an hour to a quarter, from three hours to a half (fieldkit/locale/durations.py).
function spoken(minutes, told) {
  if (minutes < 60) return fill(told.minutes, { m: minutes });
  const step = minutes >= 180 ? 30 : 15, whole = Math.round(minutes / step) * step;
  const h = Math.floor(whole / 60), m = whole % 60;
  return fill(told[(h === 1 ? "hour" : "hours") + (m ? "_and" : "")], { h, m });
}
const fill = (text, facts) => text.replace(/\{(\w+)\}/g, (_all, key) => facts[key]);
function both(node, key, facts) {
  const said = (told) => fill(told[key], typeof facts === "function" ? facts(told) : facts || {});
  node.textContent = said(words.es);
  const english = document.createElement("small");
  english.lang = "en";
  english.textContent = said(words.en);
  node.append(english);
}
function spelled(number) {
  return number.replace(/^([A-Z]+)0*(\d+)$/, "$1 $2");
}
function chime() {
  if (!audio) return;
  [660, 880].forEach((pitch, n) => {
    const tone = audio.createOscillator(), loud = audio.createGain(), start = audio.currentTime + n * 0.35;
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.25, start);
    loud.gain.exponentialRampToValueAtTime(0.001, start + 0.6);
    tone.connect(loud).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.6);
  });
}
function speak(call) {
  if (!("speechSynthesis" in window)) return;
  // A browser without a voice never says what it was given: over days that would grow without end.
  if (window.speechSynthesis.pending) window.speechSynthesis.cancel();
  for (const [language, voice] of [["es", "es-MX"], ["en", "en-US"]]) {
    const said = new SpeechSynthesisUtterance(
      fill(words[language].say, { number: spelled(call.number), table: call.table }));
    said.lang = voice;
    said.rate = 0.9;
    window.speechSynthesis.speak(said);
  }
}
function put(call, isNew) {
  at("number").textContent = call.number;
  both(at("table"), "table", { table: call.table });
  at("now").className = isNew ? "new" : "";
  at("now").dataset.id = call.id;
}
function blank() {
  at("number").textContent = "—";
  at("table").textContent = at("now").dataset.id = "";
}
function next() {
  const call = queue.shift();
  busy = Boolean(call);
  if (!call) {
    at("now").className = "";
    return;
  }
  put(call, true);
  document.dispatchEvent(new CustomEvent("announced", { detail: call }));
  if (sound) {
    chime();
    speak(call);
  }
  setTimeout(next, queue.length > 1 ? HURRY : HOLD);
}
function list(board) {
  const newest = new Map(board.calls.map((call) => [call.number, call]));
  const ordered = [...newest.values()].sort((one, other) => board.calls.indexOf(other) - board.calls.indexOf(one));
  at("calls").replaceChildren(...ordered.slice(0, 8).map((call) => {
    const row = document.createElement("li"), number = document.createElement("span"), table = document.createElement("span");
    number.textContent = call.number;
    table.textContent = fill(words.es.row, { table: call.table });
    row.append(number, table);
    return row;
  }));
  missed = board.missed;
  at("missed-title").hidden = !missed.length;
  at("last").className = missed.length ? "missing" : "";
  awaited();
}
function awaited() {
  const from = missed.length > ROOM ? turns % Math.ceil(missed.length / ROOM) * ROOM : 0;
  at("missed").textContent = missed.slice(from, from + ROOM).join(" ");
}
function take(message) {
  const board = message.board;
  if (!board) return;
  heard = [performance.now(), Date.now()];
  age = message.age;
  tick();
  if (age > OVER) return;
  at("event").textContent = board.event;
  list(board);
  both(at("wait"), board.newcomers.p80 ? "wait" : "free", (told) => ({
    p50: spoken(board.newcomers.p50, told), p80: spoken(board.newcomers.p80, told),
  }));
  words.help = board.help_line;
  const first = known === null, recent = board.as_of_ms + age - (first ? LATELY : MISSED);
  const fresh = board.calls.filter((call) => call.at_ms > recent && !(known && known.has(call.id)));
  known = new Set([...(known || []), ...board.calls.map((call) => call.id)].slice(-200));
  const last = board.calls.at(-1);
  // Also when the call that stood there was taken back; a screen reader is not told the same again.
  if (last && !fresh.length && !busy && at("now").dataset.id !== last.id) put(last, false);
  if (!last) blank();
  queue.push(...fresh);
  if (!busy) next();
}
function elapsed() {
  // One clock stands still while the television sleeps, the other may be set back.
  return heard && age + Math.max(performance.now() - heard[0], Date.now() - heard[1]);
}
function tick() {
  const now = elapsed();
  at("age").className = now > OLD ? "old" : "";
  if (now === null) both(at("age"), "nothing");
  else if (now > 2 * HOUR) both(at("age"), "older", { n: Math.round(now / HOUR) });
  else if (now > OLD) both(at("age"), "old", { n: Math.round(now / MINUTE) });
  else at("age").textContent = "";
  if (now > OVER && known) forget();
}
function forget() {
  known = null;
  queue = [];
  list({ calls: [], missed: [] });
  blank();
  at("wait").textContent = "";
}
function turn() {
  turns += 1;
  both(at("notice"), "notice" + turns % words.notices, { line: words.help || "" });
  awaited();
}
function tellSound() {
  both(at("sound"), !sound ? "muted" : audio && audio.state === "running" ? "sound" : "touch");
}
function wake(event) {
  if (event.repeat) return;
  if (event.key === "m" || event.key === "M") {
    sound = !sound;
    stored(sound ? "on" : "off");
  }
  if (sound) {
    audio = audio || new AudioContext();
    audio.resume().then(tellSound);
  } else {
    if (audio) audio.suspend();
    if ("speechSynthesis" in window) window.speechSynthesis.cancel();
  }
  tellSound();
}
function listen() {
  const line = new EventSource("events");
  line.onmessage = (event) => take(JSON.parse(event.data));
  line.onerror = () => {
    if (line.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  };
}
addEventListener("keydown", wake);
addEventListener("pointerdown", wake);
setInterval(tick, 1000);
setInterval(turn, 12000);
turn();
tellSound();
tick();
listen();
