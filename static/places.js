// While a size is typed, the verdict follows. Without this script the button shows it.
(() => {
  'use strict';
  const form = document.getElementById('sizes'), shown = document.getElementById('verdict');
  if (!form || !window.fetch || !window.URLSearchParams) return;
  let soon, asked = 0;
  form.addEventListener('input', () => {
    clearTimeout(soon);
    soon = setTimeout(() => {
      const mine = ++asked;
      fetch('?' + new URLSearchParams(new FormData(form)), { credentials: 'same-origin' })
        .then(response => response.text())
        .then(text => {
          const fresh = new DOMParser().parseFromString(text, 'text/html').getElementById('verdict');
          if (mine === asked && fresh) shown.replaceChildren(...fresh.childNodes);
        })
        .catch(() => {});
    }, 250);
  });
})();
