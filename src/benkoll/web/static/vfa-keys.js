// What each key does while the picture has the focus; whether the key was one of them.
const POINTS = ["anterior_top", "middle_top", "posterior_top", "anterior_bottom", "middle_bottom", "posterior_bottom"];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function keys(tool, event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) {
    if (key === "z") tool.take(event.shiftKey ? "redo" : "undo");
    else if (key === "y") tool.take("redo");
    else return false;
    return true;
  }
  if (event.altKey) return false;
  if (key in ARROWS) {
    const by = event.shiftKey ? 10 : 1;
    tool.nudge(ARROWS[key][0] * by, ARROWS[key][1] * by);
    return true;
  }
  const acts = {
    j: () => tool.step(1), k: () => tool.step(-1), Enter: () => tool.approve(), p: () => tool.propose(), s: () => tool.snap(),
    u: () => tool.take("undo"), r: () => tool.take("redo"), h: () => tool.hide(), f: () => tool.follow(), 0: () => tool.all(),
    "+": () => tool.view.zoom(1.4), "-": () => tool.view.zoom(1 / 1.4), "−": () => tool.view.zoom(1 / 1.4),
    "<": () => tool.relabel(-1), ">": () => tool.relabel(1),
    c: () => tool.in(tool.mode === "corners" ? "mark" : "corners"),
    " ": () => tool.mark(tool.cross || [tool.view.centre[0], tool.view.centre[1] / tool.tool.image.aspect]),
    e: () => document.getElementById("d-reason").focus(),
    g: () => (document.querySelector("#d-grades input:checked") || document.querySelector("#d-grades input")).focus(),
    "[": () => tool.shades.turn("contrast", -5), "]": () => tool.shades.turn("contrast", 5), ",": () => tool.shades.turn("bright", -5), ".": () => tool.shades.turn("bright", 5),
    Delete: () => tool.act("removed", {}),
    Escape: () => { tool.point = null; tool.cross = null; tool.in("mark"); },
  };
  if (key >= "1" && key <= "6" && key.length === 1) tool.pick(POINTS[Number(key) - 1]);
  else if (key in acts) acts[key]();
  else return false;
  return true;
}
