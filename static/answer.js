// When too many wrong codes were tried, one more try costs a small sum: this does it while the child waits.
(() => {
  'use strict';
  const form = document.getElementById('open');
  if (!form || !form.dataset.bits) return;
  const opened = Date.now(), bits = +form.dataset.bits, wait = +form.dataset.wait * 1000 + 1500;
  const ZEROES = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xff10];
  const digits = text => Array.from(text).map(letter => {
    const zero = ZEROES.find(first => letter.codePointAt(0) >= first && letter.codePointAt(0) < first + 10);
    return zero === undefined ? '' : letter.codePointAt(0) - zero;
  }).join('');

  // SHA-256 by hand, since browsers offer theirs only over HTTPS. Its constants are the roots of the first primes.
  const fraction = x => ((x - Math.floor(x)) * 4294967296) | 0, K = [], H = [];
  for (let n = 2; K.length < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (H.length < 8) H.push(fraction(Math.sqrt(n)));
    K.push(fraction(Math.cbrt(n)));
  }
  const w = new Int32Array(64), turn = (x, n) => (x >>> n) | (x << (32 - n));
  const block = (state, bytes, start) => {
    for (let i = 0; i < 16; i++) {
      const at = start + i * 4;
      w[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
    }
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15], y = w[i - 2];
      w[i] = (w[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    return [a, b, c, d, e, f, g, h].map((part, i) => (part + state[i]) | 0);
  };
  const first = text => {
    const bytes = new Uint8Array((text.length + 72) >> 6 << 6);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    bytes[text.length] = 128;
    bytes[bytes.length - 2] = text.length >> 5;
    bytes[bytes.length - 1] = text.length << 3;
    let state = H;
    for (let at = 0; at < bytes.length; at += 64) state = block(state, bytes, at);
    return state[0] >>> 0;
  };

  form.addEventListener('submit', event => {
    const before = `${form.elements.puzzle.value}|${digits(form.elements.code.value)}|`, label = form.querySelector('.go span');
    event.preventDefault();
    if (label.textContent === form.dataset.working) return;
    label.textContent = form.dataset.working;
    form.querySelector('.state').textContent = form.dataset.working;
    let n = 0;
    const work = () => {
      const until = Date.now() + 40;
      while (Date.now() < until) {
        for (let i = 0; i < 50; i++, n++) {
          if (first(before + n) >>> (32 - bits) === 0) {
            form.elements.solution.value = n;
            return form.submit();
          }
        }
      }
      // Waiting is as good as working.
      if (Date.now() - opened > wait) return form.submit();
      setTimeout(work, 0);
    };
    work();
  });
})();
