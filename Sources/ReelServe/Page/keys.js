// The keyboard, as editors know it.

const KEYS = {
  " ": "toggle", k: "pause", j: "backwards", l: "forwards", arrowleft: "frame-back", arrowright: "frame-forth",
  "shift+arrowleft": "second-back", "shift+arrowright": "second-forth", "[": "shot-back", "]": "shot-forth", home: "first", end: "last",
  i: "loop-in", o: "loop-out", x: "loop-off", p: "problem", m: "mute", s: "safe", u: "cover", w: "compare", f: "full",
  "+": "zoom-in", "=": "zoom-in", "-": "zoom-out", 0: "zoom-fit", "?": "help",
};

/** Whether the mouse was used last: then a button that has the focus is only where it was clicked. */
let isPointing = false;

/** @param {function(string): void} perform */
export function listenForKeys(perform) {
  addEventListener("pointerdown", () => { isPointing = true; }, true);
  addEventListener("keydown", (event) => { if (event.key === "Tab") isPointing = false; }, true);
  // A list that was chosen from with the mouse would take the next keys for itself.
  addEventListener("change", (event) => { if (isPointing && event.target.matches("select")) event.target.blur(); });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTaken(event)) return;
    const key = event.key.toLowerCase();
    const action = KEYS[event.shiftKey && key.startsWith("arrow") ? `shift+${key}` : key];
    if (!action || (event.repeat && !key.startsWith("arrow"))) return;
    event.preventDefault();
    perform(action);
  });
}

/** Whether the element that has the focus does something else with the key. */
function isTaken(event) {
  const { target } = event;
  if (!(target instanceof Element) || document.querySelector("dialog[open]")) return true;
  if (target.matches("select, textarea, input:not([type=range])")) return true;
  if (target.matches("input[type=range]")) return event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End";
  // The browser presses a button on space.
  return event.key === " " && !isPointing && target.matches("button, a");
}
