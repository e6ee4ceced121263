// The studio's only script. It draws what it is sent, measures where things stand, and hands files over; all decisions are made in C#.

export function mount(root, owner) {
  const playground = new Playground(root, owner);
  first?.handOver(playground);
  first = null;
  return playground;
}

export function setAddress(query) {
  history.replaceState(history.state, '', location.pathname + (query ? '?' + query : ''));
}

export function download(name, type, bytes) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

export async function copyAddress() {
  try {
    await navigator.clipboard.writeText(location.href);
    return true;
  } catch {
    return false;
  }
}

const still = matchMedia('(prefers-reduced-motion: reduce)');
const dark = matchMedia('(prefers-color-scheme: dark)');

class Playground {
  constructor(root, owner) {
    this.root = root;
    this.owner = owner;
    this.layers = [];
    this.lit = new Set();
    this.hover = -1;
    this.frames = 0;
    this.drawn = Promise.resolve();
    this.picture = document.createElement('canvas');
    this.field = document.createElement('canvas');
    this.dots = document.createElement('canvas');
    this.colours();
    this.onTheme = () => { this.colours(); this.paint(); };
    this.ends = new AbortController();
    const until = { signal: this.ends.signal };
    dark.addEventListener('change', this.onTheme, until);
    this.sizes = new ResizeObserver(() => { this.rects = null; this.paint(); });
    this.sizes.observe(root);
    this.net = root.querySelector('.net');
    this.net.addEventListener('pointermove', event => this.point(event), until);
    this.net.addEventListener('pointerleave', () => { this.hover = -1; this.paint(); }, until);
    this.net.addEventListener('click', event => {
      const found = event.target.closest('button') ? -1 : this.nearest(event);
      if (found >= 0) owner?.invokeMethodAsync('SelectParameter', found);
    }, until);
    this.surface = root.querySelector('.surface canvas');
    this.surface.addEventListener('click', event => {
      const box = this.surface.getBoundingClientRect();
      const at = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
      owner?.invokeMethodAsync('SurfaceClicked', at[0], at[1], event.shiftKey || event.altKey);
    }, until);
  }

  dispose() {
    this.ends.abort();
    this.sizes.disconnect();
  }

  // layers: the number of neurons of each; parameters: where the weights and biases of each linear layer begin.
  structure(layers, weights, biases, points, classes) {
    Object.assign(this, { layers, weights, biases, classes });
    this.points = new Float32Array(points.slice().buffer);
    this.rects = this.frame = this.dotsOf = null;
  }

  light(parameters, row) {
    this.lit = new Set(parameters);
    this.row = row;
    this.paint();
  }

  // Resolves when the frame has been painted, after those before it; a hidden page gets one a second, and one with reduced motion four.
  draw(bytes) {
    const frame = read(bytes), before = this.drawn;
    return this.drawn = before.then(() => new Promise(done => {
      let isPainted = false;
      const paint = () => {
        if (isPainted) return;
        isPainted = true;
        clearTimeout(timer);
        this.frame = frame;
        this.paint();
        this.frames++;
        this.root.dataset.frames = this.frames;
        done(true);
      };
      const timer = setTimeout(paint, still.matches ? 250 : 1000);
      if (!document.hidden && !still.matches) requestAnimationFrame(paint);
    }));
  }

  colours() {
    const style = getComputedStyle(this.root);
    const rgb = name => style.getPropertyValue(name).trim().split(/\s+/).map(Number);
    const [low, middle, high] = [rgb('--low'), rgb('--middle'), rgb('--high')];
    this.palette = new Uint32Array(256);
    for (let i = 0; i < 256; i++) {
      const value = (i - 128) / 127, far = Math.min(1, Math.abs(value)), end = value < 0 ? low : high;
      const [r, g, b] = middle.map((c, k) => Math.round(c + (end[k] - c) * far));
      this.palette[i] = 0xff000000 | (b << 16) | (g << 8) | r;
    }
    this.low = `rgb(${low})`; this.high = `rgb(${high})`;
    this.ink = style.getPropertyValue('--ink').trim(); this.soft = style.getPropertyValue('--soft').trim();
    this.line = style.getPropertyValue('--line').trim(); this.paper = style.getPropertyValue('--paper').trim(); this.accent = style.getPropertyValue('--accent').trim();
    this.groups = ['--class0', '--class1', '--class2', '--class3', '--class4', '--class5'].map(name => rgb(name));
  }

  measure() {
    if (this.rects) return this.rects;
    const box = this.net.getBoundingClientRect();
    const layers = this.layers.map(() => []);
    for (const button of this.net.querySelectorAll('[data-layer]')) {
      const r = button.getBoundingClientRect();
      layers[+button.dataset.layer][+button.dataset.index] = { x: r.left - box.left, y: r.top - box.top, w: r.width, h: r.height };
    }
    if (layers.some((layer, i) => layer.filter(Boolean).length !== this.layers[i])) return null;
    return this.rects = layers;
  }

  paint() {
    const frame = this.frame;
    if (!frame) return;
    const rects = this.measure();
    if (rects) { this.paintNet(frame, rects); }
    this.paintSurface(frame);
    this.paintLosses(frame);
    const show = (name, text) => { for (const place of this.root.querySelectorAll(`[data-live="${name}"]`)) if (place.textContent !== text) place.textContent = text; };
    show('step', frame.step.toLocaleString('en')); show('epoch', frame.epoch.toLocaleString('en'));
    const last = frame.losses.length / 3 - 1;
    show('training', number(frame.losses[3 * last + 1])); show('test', number(frame.losses[3 * last + 2]));
  }

  context(canvas, width, height) {
    const scale = Math.min(2, devicePixelRatio || 1);
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      canvas.width = Math.round(width * scale); canvas.height = Math.round(height * scale);
    }
    const context = canvas.getContext('2d');
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    return context;
  }

  *wires(rects) {
    for (let l = 0; l + 1 < rects.length; l++)
      for (let i = 0; i < rects[l].length; i++)
        for (let j = 0; j < rects[l + 1].length; j++) {
          const a = rects[l][i], b = rects[l + 1][j];
          const x1 = a.x + a.w, y1 = a.y + a.h / 2, x2 = b.x, y2 = b.y + b.h * (0.2 + 0.6 * (i + 0.5) / rects[l].length);
          yield { index: this.weights[l] + i * rects[l + 1].length + j, x1, y1, x2, y2, c: (x1 + x2) / 2 };
        }
  }

  paintNet(frame, rects) {
    const canvas = this.net.querySelector('canvas');
    const g = this.context(canvas, this.net.clientWidth, this.net.clientHeight);
    g.lineCap = 'round';
    const dim = this.lit.size > 0 ? 0.25 : 1;
    for (const wire of this.wires(rects)) {
      const w = frame.weights[wire.index], size = Math.abs(w), marked = this.lit.has(wire.index) || wire.index === this.hover;
      g.globalAlpha = marked ? 1 : dim * Math.min(0.95, 0.18 + 0.4 * size);
      g.strokeStyle = w < 0 ? this.low : this.high;
      g.lineWidth = Math.min(6, 0.6 + 2.2 * Math.sqrt(size)) + (marked ? 1.5 : 0);
      g.beginPath(); g.moveTo(wire.x1, wire.y1); g.bezierCurveTo(wire.c, wire.y1, wire.c, wire.y2, wire.x2, wire.y2); g.stroke();
    }
    g.globalAlpha = 1;
    const n = frame.small, count = frame.neurons;
    if (this.picture.width !== n || this.picture.height !== n * count) { this.picture.width = n; this.picture.height = n * count; this.image = null; }
    const p = this.picture.getContext('2d');
    this.image ??= p.createImageData(n, n * count);
    const pixels = new Uint32Array(this.image.data.buffer), round = corners(n);
    for (let i = 0; i < pixels.length; i++) pixels[i] = this.palette[frame.pictures[i]];
    for (let k = 0; k < count; k++) for (const i of round) pixels[k * n * n + i] = 0;
    p.putImageData(this.image, 0, 0);
    let k = 0;
    for (let l = 0; l + 1 < rects.length; l++)
      for (const r of rects[l]) g.drawImage(this.picture, 0, k++ * n, n, n, r.x + 1, r.y + 1, r.w - 2, r.h - 2);
    const last = rects[rects.length - 1];
    last.forEach((r, j) => this.dot(g, r.x + r.w / 2, r.y + r.h / 2, this.classes > 2 ? this.groups[j % 6] : null));
    for (let l = 1; l < rects.length; l++)
      rects[l].forEach((r, j) => {
        const b = frame.weights[this.biases[l - 1] + j];
        g.fillStyle = b < 0 ? this.low : this.high; g.globalAlpha = Math.min(1, 0.25 + Math.abs(b));
        g.beginPath(); g.arc(r.x + 1, r.y + r.h - 1, 3.5, 0, 7); g.fill(); g.globalAlpha = 1;
      });
    if (this.hover >= 0 && this.hoverAt) this.label(g, number(frame.weights[this.hover]), ...this.hoverAt);
  }

  dot(g, x, y, colour) {
    g.fillStyle = colour ? `rgb(${colour})` : this.ink;
    g.beginPath(); g.arc(x, y, 5, 0, 7); g.fill();
  }

  label(g, text, x, y) {
    g.font = '12px system-ui, sans-serif';
    const w = g.measureText(text).width + 12, left = Math.min(Math.max(2, x + 12), this.net.clientWidth - w - 2), top = Math.max(2, y - 26);
    g.fillStyle = this.ink; g.beginPath(); g.roundRect(left, top, w, 20, 5); g.fill();
    g.fillStyle = this.paper; g.fillText(text, left + 6, top + 14);
  }

  paintSurface(frame) {
    const n = frame.grid, size = this.surface.clientWidth;
    const g = this.context(this.surface, size, size);
    if (this.field.width !== n) { this.field.width = this.field.height = n; this.fieldImage = null; }
    const f = this.field.getContext('2d');
    this.fieldImage ??= f.createImageData(n, n);
    const pixels = new Uint32Array(this.fieldImage.data.buffer);
    if (this.classes > 2)
      for (let i = 0; i < n * n; i++) {
        const [r, gr, b] = this.groups[frame.surface[i] % 6], a = Math.round(255 * Math.max(0, (frame.surface[n * n + i] / 255 - 0.2) / 0.8) * 0.75);
        pixels[i] = (a << 24) | (b << 16) | (gr << 8) | r;
      }
    else
      for (let i = 0; i < n * n; i++) pixels[i] = this.palette[frame.surface[i]];
    f.putImageData(this.fieldImage, 0, 0);
    g.drawImage(this.field, 0, 0, n, n, 0, 0, size, size);
    g.drawImage(this.paintDots(size), 0, 0, size, size);
  }

  // The points move only when other ones are chosen, so they are painted once.
  paintDots(size) {
    const shown = this.root.dataset.points ?? 'all', of = [size, devicePixelRatio, shown, this.row, this.ink, this.points.length].join();
    if (this.dotsOf === of) return this.dots;
    this.dotsOf = of;
    const g = this.context(this.dots, size, size);
    for (let i = 0; i < this.points.length; i += 4) {
      const [x, y, value, test] = this.points.subarray(i, i + 4);
      if ((shown === 'training' && test) || (shown === 'test' && !test)) continue;
      const r = this.row === i / 4 ? 6 : size < 300 ? 2.5 : 3.2;
      g.beginPath(); g.arc(x * size, y * size, r, 0, 7);
      g.fillStyle = this.classes > 2 ? `rgb(${this.groups[value % 6]})` : this.classes === 2 ? (value > 0 ? this.high : this.low) : this.colour(value);
      g.globalAlpha = test ? 0.95 : 1;
      if (test) { g.lineWidth = 1.6; g.strokeStyle = this.paper; g.stroke(); g.strokeStyle = g.fillStyle; g.lineWidth = 1.2; g.stroke(); }
      else { g.fill(); g.lineWidth = 1; g.strokeStyle = this.paper; g.stroke(); }
      if (this.row === i / 4) { g.lineWidth = 2; g.strokeStyle = this.ink; g.stroke(); }
    }
    g.globalAlpha = 1;
    return this.dots;
  }

  colour(value) {
    const c = this.palette[Math.max(0, Math.min(255, Math.round(128 + 127 * value)))];
    return `rgb(${c & 255},${(c >> 8) & 255},${(c >> 16) & 255})`;
  }

  paintLosses(frame) {
    const canvas = this.root.querySelector('.losses canvas');
    if (!canvas) return;
    const w = canvas.clientWidth, h = canvas.clientHeight, g = this.context(canvas, w, h), l = frame.losses, n = l.length / 3;
    let top = 0;
    for (let i = 0; i < n; i++) for (const v of [l[3 * i + 1], l[3 * i + 2]]) if (Number.isFinite(v)) top = Math.max(top, v);
    top ||= 1;
    const first = l[0], last = Math.max(first + 1, l[3 * (n - 1)]);
    const x = step => 34 + (w - 38) * (step - first) / (last - first), y = v => h - 16 - (h - 24) * Math.min(1, v / top);
    g.strokeStyle = this.line; g.lineWidth = 1; g.fillStyle = this.soft; g.font = '11px system-ui, sans-serif';
    for (const part of [0, 0.5, 1]) {
      g.beginPath(); g.moveTo(34, Math.round(y(part * top)) + 0.5); g.lineTo(w - 4, Math.round(y(part * top)) + 0.5); g.stroke();
      g.textAlign = 'right'; g.fillText(short(part * top), 30, y(part * top) + 4);
    }
    g.textAlign = 'left'; g.fillText(short(first), 34, h - 3); g.textAlign = 'right'; g.fillText(`${short(last)} steps`, w - 4, h - 3);
    for (const [k, colour, dash] of [[2, this.soft, [4, 3]], [1, this.accent, []]]) {
      g.strokeStyle = colour; g.lineWidth = 1.8; g.setLineDash(dash); g.beginPath();
      for (let i = 0; i < n; i++) if (Number.isFinite(l[3 * i + k])) g.lineTo(x(l[3 * i]), y(l[3 * i + k]));
      g.stroke(); g.setLineDash([]);
    }
  }

  nearest(event) {
    const rects = this.frame && this.measure();
    if (!rects) return -1;
    const box = this.net.getBoundingClientRect(), px = event.clientX - box.left, py = event.clientY - box.top;
    let best = 7, found = -1;
    for (const wire of this.wires(rects)) {
      if (px < wire.x1 - 4 || px > wire.x2 + 4) continue;
      for (let t = 0; t <= 1; t += 0.04) {
        const s = 1 - t;
        const x = s * s * s * wire.x1 + 3 * s * t * wire.c + t * t * t * wire.x2, y = s * s * (s + 3 * t) * wire.y1 + t * t * (t + 3 * s) * wire.y2;
        const distance = Math.hypot(x - px, y - py);
        if (distance < best) { best = distance; found = wire.index; }
      }
    }
    this.hoverAt = [px, py];
    return found;
  }

  point(event) {
    const found = event.target.closest('button') ? -1 : this.nearest(event);
    this.net.style.cursor = found >= 0 ? 'pointer' : '';
    if (found !== this.hover || found >= 0) { this.hover = found; this.paint(); }
  }

  // The network and its answer side by side, as a picture file.
  async png() {
    const net = this.net.querySelector('canvas'), surface = this.surface, gap = 32;
    const canvas = document.createElement('canvas');
    canvas.width = net.width + surface.width + 3 * gap; canvas.height = Math.max(net.height, surface.height) + 2 * gap;
    const g = canvas.getContext('2d');
    g.fillStyle = this.paper; g.fillRect(0, 0, canvas.width, canvas.height);
    g.drawImage(net, gap, (canvas.height - net.height) / 2); g.drawImage(surface, net.width + 2 * gap, (canvas.height - surface.height) / 2);
    const blob = await new Promise(done => canvas.toBlob(done, 'image/png'));
    download('downhill-playground.png', 'image/png', new Uint8Array(await blob.arrayBuffer()));
  }
}

function read(bytes) {
  const copy = bytes.slice(), view = new DataView(copy.buffer);
  const [step, epoch, grid, small, neurons, parameters, losses] = Array.from({ length: 7 }, (_, i) => view.getInt32(4 * i, true));
  let at = 28;
  const weights = new Float32Array(copy.buffer, at, parameters); at += 4 * parameters;
  const history = new Float32Array(copy.buffer, at, 3 * losses); at += 12 * losses;
  const surface = copy.subarray(at, at += 2 * grid * grid);
  return { step, epoch, grid, small, neurons, weights, losses: history, surface, pictures: copy.subarray(at) };
}

// The page comes with the playground's first picture. It is drawn at once, and again where the program puts its own page in place of the
// one that was sent, until that page draws for itself.
class FirstPicture {
  constructor({ neurons, weights, biases, classes, dots, frame }) {
    const numbers = text => text.split(',').map(Number);
    Object.assign(this, { outline: [numbers(neurons), numbers(weights), numbers(biases), bytes(dots), +classes], frame: bytes(frame) });
    this.seen = new MutationObserver(() => this.show());
    this.seen.observe(document.body, { childList: true, subtree: true });
    this.show();
  }

  show() {
    const root = document.querySelector('.play');
    if (!root || root === this.playground?.root) return;
    this.playground?.dispose();
    this.playground = new Playground(root, null);
    this.start(this.playground);
  }

  start(playground) {
    playground.structure(...this.outline);
    playground.frame = read(this.frame);
    playground.paint();
    performance.mark('first picture');
  }

  handOver(playground) {
    this.seen.disconnect();
    this.playground?.dispose();
    this.start(playground);
  }
}

let first = null;
const sent = document.querySelector('[data-first]');
if (sent) first = new FirstPicture(sent.dataset);

function bytes(text) {
  return Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
}

// The places of a square picture that a rounded frame does not show.
function corners(n) {
  const r = n / 7, out = [];
  for (let y = 0; y < n; y++)
    for (let x = 0; x < n; x++) {
      const dx = Math.max(r - x - 0.5, x + 0.5 - (n - r), 0), dy = Math.max(r - y - 0.5, y + 0.5 - (n - r), 0);
      if (dx * dx + dy * dy > r * r) out.push(y * n + x);
    }
  return out;
}

function number(value) {
  return Number.isFinite(value) ? (Math.abs(value) >= 1000 || (value !== 0 && Math.abs(value) < 0.001) ? value.toExponential(2) : value.toFixed(4)).replace('-', '−') : '–';
}

function short(value) {
  return value >= 1e6 ? `${+(value / 1e6).toPrecision(2)}M` : value >= 1e4 ? `${+(value / 1e3).toPrecision(2)}k` : `${+value.toPrecision(2)}`;
}
