// Mouse, pen and fingers on the picture: a point is dragged, a place clicked, the picture moved, pinched larger.
const STILL = 5; // pixels of the screen that a click may move

export class Pointer {
  constructor(tool) {
    this.tool = tool;
    this.fingers = new Map();
    this.held = null;
    for (const kind of ["down", "move", "up", "cancel"]) tool.stage.addEventListener(`pointer${kind}`, (event) => this[kind](event));
  }

  down(event) {
    this.tool.stage.focus();
    this.fingers.set(event.pointerId, event);
    this.tool.stage.setPointerCapture(event.pointerId);
    if (this.fingers.size > 1) {
      this.held = null;
      return this.tool.paint();
    }
    const handle = event.target.closest?.(".handle");
    this.held = { x: event.clientX, y: event.clientY, moved: false, pan: !handle || event.button === 1 };
    if (handle && event.button !== 1) Object.assign(this.held, { level: handle.dataset.level, point: handle.dataset.point });
    else this.held.other = event.target.closest?.(".vertebra")?.dataset.level;
    return event.preventDefault();
  }

  move(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    this.fingers.set(event.pointerId, event);
    if (this.fingers.size === 2) return this.pinch(event, before);
    const { held } = this;
    if (!held) return;
    if (!held.moved && Math.hypot(event.clientX - held.x, event.clientY - held.y) < STILL) return;
    held.moved = true;
    if (held.pan) this.tool.view.pan(event.clientX - before.clientX, event.clientY - before.clientY);
    else {
      this.tool.settle();
      held.points = { ...this.tool.store.at(held.level).points, [held.point]: this.tool.view.place(event) };
      this.tool.point = held.point;
      this.tool.paint();
    }
  }

  pinch(event, before) {
    const other = [...this.fingers.values()].find((one) => one.pointerId !== event.pointerId);
    const far = (one) => Math.max(1, Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY));
    this.tool.view.pan((event.clientX - before.clientX) / 2, (event.clientY - before.clientY) / 2);
    this.tool.view.zoom(far(event) / far(before), this.tool.view.shown(this.tool.view.place({ clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2 })));
  }

  async up(event) {
    const { held } = this, several = this.fingers.size > 1;
    this.fingers.delete(event.pointerId);
    if (!held || several) {
      this.held = null;
      return;
    }
    if (held.points) return this.dropped(held, event.altKey);
    this.held = null;
    if (held.moved) return;
    if (held.point) {
      this.tool.point = held.point;
      return this.tool.draw();
    }
    if (this.tool.mode !== "corners" && held.other && held.other !== this.tool.level) return this.tool.choose(held.other);
    return this.tool.mark(this.tool.view.place(event));
  }

  async dropped(held, free) {
    let to = held.points[held.point];
    if (this.tool.snaps && !free) to = await this.tool.store.snap(held.point, to, held.points);
    if (this.held === held) this.held = null;
    this.tool.store.do({ kind: "moved", data: { level: held.level, point: held.point, to } });
  }

  cancel(event) {
    this.fingers.delete(event.pointerId);
    this.held = null;
    this.tool.paint();
  }
}
