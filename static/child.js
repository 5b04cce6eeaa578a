// Without this script the pages work too, only longer. Nothing is stored.
(() => {
  'use strict';
  const doc = document, root = doc.documentElement, form = doc.getElementById('tell');
  if (!window.fetch || !window.URLSearchParams || !root.append) return;
  root.classList.add('js');
  const byId = id => doc.getElementById(id);
  const find = (what, place = doc) => Array.from(place.querySelectorAll(what));
  const on = (place, name, act) => place.addEventListener(name, act);
  const make = (tag, text, place) => {
    const node = doc.createElement(tag);
    node.textContent = text;
    place.append(node);
    return node;
  };

  // Go on without leaving steps of ours behind for Back to show.
  let depth = (history.state || {}).depth || 0, goal, soon, tabs;
  const go = () => location.replace(goal, clearTimeout(soon));
  const quit = to => {
    goal = to;
    if (!depth) return go();
    soon = setTimeout(go, 200);
    history.go(-depth);
  };
  // Leave: cover the page at once and forget what was typed.
  const leave = () => {
    root.className = 'gone';
    doc.title = '';
    find('form').forEach(each => each.reset());
    quit(find('.leave')[0].href);
  };
  if (window.BroadcastChannel) {
    tabs = new BroadcastChannel('leave');
    tabs.onmessage = leave;
  }
  find('.leave').forEach(link => on(link, 'click', event => {
    event.preventDefault();
    if (tabs) tabs.postMessage(1);
    leave();
  }));
  on(window, 'pageshow', event => event.persisted && location.reload());
  find('[data-print]').forEach(button => on(button, 'click', () => print()));
  find('[data-help]').forEach(link => on(link, 'click', event => {
    event.preventDefault();
    byId('help').open = true;
    find('#help summary')[0].focus();
  }));
  const fold = event => find('.bar [open]').forEach(each => {
    if (event.key ? event.key === 'Escape' : !each.contains(event.target) && !event.target.closest('[data-help]')) each.open = false;
  });
  on(doc, 'click', fold);
  on(doc, 'keydown', fold);

  // Send without a trace in the history; when it does not arrive, no word is lost.
  const texts = Object.assign({}, doc.body.dataset, form && form.dataset);
  const post = (from, body, fail) => {
    const button = find('.go', from)[0], label = find('span', button)[0] || button, before = label.textContent;
    const say = (text, state) => {
      label.textContent = text;
      button.setAttribute('aria-disabled', from.busy);
      find('.state', from).forEach(each => { each.textContent = state; });
    };
    const failed = answer => {
      clearTimeout(timer);
      from.busy = false;
      say(form ? texts.again : before, '');
      if (answer.token) from.elements.csrf_token.value = answer.token;
      fail(answer.error || texts.fail, answer.field);
    };
    if (from.busy) return;
    from.busy = true;
    find('.error', from).forEach(old => old.remove());
    find('[aria-invalid]', from).forEach(box => box.removeAttribute('aria-invalid'));
    say(texts.sending, texts.sending);
    const timer = setTimeout(failed, 20000, {});
    fetch(from.getAttribute('action'), { method: 'POST', credentials: 'same-origin', headers: { Accept: 'application/json' }, body })
      .then(response => response.json())
      // An answer that comes late is still an answer.
      .then(answer => answer.to ? quit(answer.to, clearTimeout(timer)) : failed(answer))
      .catch(() => failed({}));
  };
  // Say what is wrong where it is wrong.
  const mark = (box, text) => {
    const error = make('p', text, box.parentNode);
    error.className = 'error';
    error.id = 'e-' + box.name;
    error.setAttribute('role', 'alert');
    box.parentNode.insertBefore(error, box);
    box.setAttribute('aria-describedby', error.id);
    if (box.name) box.setAttribute('aria-invalid', 'true');
    box.focus();
  };
  find('form[data-fetch]').forEach(each => on(each, 'submit', event => {
    event.preventDefault();
    post(each, new URLSearchParams(new FormData(each)), text => mark(find('textarea, .go', each)[0], text));
  }));

  if (!form) return;
  const steps = find('.step', form), back = byId('back'), next = byId('next'), moves = byId('moves');
  let now = steps[0], keys, plain, fixing, moved, twice, tap = {};
  const picks = box => box.type === 'radio' || box.type === 'checkbox';
  const value = name => (find(`[name=${name}]`, form).find(box => box.checked || !picks(box)) || { value: '' }).value;
  const path = () => steps.filter(step => !step.hidden);
  const shown = box => !box.closest('[hidden]');
  const answers = place => find('input, textarea', place).filter(shown)
    .map(box => picks(box) ? box.checked && box.parentNode.textContent.trim() : box.value.trim()).filter(Boolean);

  // What this child's way does not ask is hidden, and not sent.
  const part = (name, wanted) => find('.if-' + name, form).forEach(each => { each.hidden = !wanted; });
  const settle = () => {
    const how = value('contact_how'), byUs = how && how !== 'code', named = value('who') === 'named';
    part('wrong', /^(complaint|unsure)$/.test(value('kind')));
    part('named', named);
    part('more', value('advocate') === 'tell_me_more');
    part('helping', find('[value=helping]', form)[0].checked);
    part('reach', byUs);
    part('reachable', named || byUs);
    next.textContent = answers(now).length ? texts.next : texts.skip;
    next.hidden = now.id === 'look';
    back.hidden = now === steps[0];
    moves.hidden = back.hidden && !value('kind');
  };
  const show = (id, quiet) => {
    now = path().find(step => step.id === id) || steps[0];
    steps.forEach(step => step.classList.toggle('on', step === now));
    find('footer')[0].hidden = now !== steps[0];
    form.elements.at.value = now.id;
    settle();
    if (now.id === 'look') review();
    // "Reach" counts as "who", so the count does not grow on the way.
    const parts = path().filter(step => step.id !== 'reach'), at = parts.indexOf(now.id === 'reach' ? byId('who') : now);
    byId('count').textContent = at ? texts.count.replace('{1}', at + 1).replace('{2}', parts.length) : '';
    if (quiet) return;
    const heading = find('h2', now)[0];
    heading.tabIndex = -1;
    scrollTo(0, 0);
    (find('#f-words', now)[0] || heading).focus({ preventScroll: true });
  };
  const move = id => {
    moved = Date.now();
    history.pushState({ id, depth: ++depth }, '');
    show(id);
  };
  const forward = () => {
    const way = path();
    move(fixing && now.id !== 'who' ? 'look' : way[Math.min(way.indexOf(now) + 1, way.length - 1)].id);
  };
  const review = () => {
    const list = byId('review');
    fixing = false;
    list.textContent = '';
    path().forEach(step => find('.q', step).filter(each => shown(each) && answers(each).length).forEach(each => {
      const row = make('div', '', list), name = find('.t', each)[0].textContent.trim();
      make('dt', name, row);
      const told = make('dd', '', row), change = doc.createElement('button');
      make('span', answers(each).join('\n'), told).dir = 'auto';
      change.type = 'button';
      make('span', texts.change, change);
      make('span', ' ' + name, change).className = 'away';
      on(change, 'click', () => { fixing = step !== steps[0]; move(step.id); });
      told.append(change);
    }));
  };
  const send = () => {
    const body = new URLSearchParams(new FormData(form));
    find('[hidden] [name]', form).forEach(box => body.delete(box.name));
    post(form, body, (text, field) => {
      const box = byId('f-' + field) || find('.go', form)[0];
      if (box.name) move(box.closest('.step').id, fixing = true);
      mark(box, text);
    });
  };

  on(doc, 'keydown', () => { keys = true; });
  on(doc, 'pointerdown', event => {
    keys = false;
    twice = Date.now() - tap.at < 400 && Math.hypot(event.clientX - tap.x, event.clientY - tap.y) < 24;
    tap = { at: Date.now(), x: event.clientX, y: event.clientY };
  });
  // The other half of a double tap is no answer to the next question.
  form.addEventListener('click', event => {
    if (!twice || Date.now() - moved > 400 || !(event.detail > 1 || event.target.closest('label'))) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  on(form, 'input', event => {
    const box = event.target, call = byId('callme');
    if (box === call) find('#reach [type=radio]', form).forEach(each => { each.checked = call.checked && each.value === 'call'; });
    else if (box.name === 'contact_how') call.checked = box.value === 'call';
    settle();
    // What an answer brings up, help above all, is in sight at once, however small the screen.
    const told = { safe: '.now', advocate: '.if-more' }[box.name];
    if (told) find(told, now)[0].scrollIntoView({ block: 'nearest' });
  });
  // A tap on a last question moves on; arrow keys only choose.
  on(form, 'click', event => {
    const needs = event.target.dataset.go;
    if (!needs || keys) return;
    settle();
    if (value(needs)) forward();
  });
  on(back, 'click', () => depth ? history.back() : show(path()[Math.max(path().indexOf(now) - 1, 0)].id));
  on(next, 'click', forward);
  find('[name=lang]').forEach(button => on(button, 'click', () => { plain = true; }));
  on(form, 'submit', event => {
    if (plain) return;
    event.preventDefault();
    if (now.id === 'look') send(); else forward();
  });
  on(window, 'popstate', event => {
    if (goal) return go();
    const state = event.state || {};
    depth = state.depth || 0;
    show(state.id);
  });

  const wrong = find('[aria-invalid]', form)[0];
  settle();
  show(wrong ? wrong.closest('.step').id : texts.at, true);
  fixing = !!wrong;
})();
