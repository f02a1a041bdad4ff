// Fields that offer what they find while one types (data-find: where to ask),
// and the search over every page. Without this file a field takes a code or a
// name as it is, and the search is a page of its own.
(() => {
  const $ = id => document.getElementById(id);
  const palette = $('palette');
  let latest = 0, timer = 0, busy, choosing, here = null; // here: the field whose list is open

  // The list stands beside its field: made when the field is first used.
  const listOf = field => {
    let list = $(field.getAttribute('aria-controls'));
    if (list) return list;
    list = document.createElement('div');
    list.id = field.id + '-options';
    list.className = 'options';
    list.hidden = true;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', field.labels[0]?.textContent.trim() || 'What was found');
    const said = document.createElement('p');
    said.className = 'vh';
    said.setAttribute('role', 'status');
    field.after(list, said);
    for (const [k, v] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'], ['aria-controls', list.id]]) field.setAttribute(k, v);
    return list;
  };
  const inPalette = field => field.closest('dialog') === palette;
  const options = field => [...listOf(field).querySelectorAll('[role=option]')];
  const current = field => $(field.getAttribute('aria-activedescendant'));

  const mark = (field, option) => {
    current(field)?.removeAttribute('aria-selected');
    if (!option) return field.removeAttribute('aria-activedescendant');
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', option.id);
  };
  const open = (field, yes) => {
    here = yes ? field : null;
    if (!yes) mark(field);
    if (inPalette(field)) return;
    listOf(field).hidden = !yes;
    field.setAttribute('aria-expanded', yes);
  };

  // Only the answer to what was asked last is shown.
  const ask = async field => {
    clearTimeout(timer);
    timer = 0;
    const mine = ++latest, at = new URL(field.dataset.find, location), list = listOf(field), q = field.value.trim();
    at.searchParams.set('q', q);
    busy = true;
    const answer = await fetch(at, { headers: { 'HX-Request': 'true' } }).catch(() => null);
    if (answer?.status === 401) return location.reload();
    const html = answer?.ok ? await answer.text() : '';
    if (mine !== latest || document.activeElement !== field) return; // typed on, or gone on
    busy = false;
    field.removeAttribute('aria-activedescendant');
    list.innerHTML = html;
    if (inPalette(field) && !q) list.prepend(...recent());
    const found = options(field);
    found.forEach((o, i) => { o.id = list.id + '-' + i; });
    list.nextElementSibling.textContent = found.length ? found.length + ' found' : 'Nothing found';
    open(field, inPalette(field) || found.length > 0);
    if (inPalette(field)) mark(field, found[0]);
  };

  const choose = (field, option) => {
    if (option.href) return location.assign(option.href);
    field.value = option.dataset.value;
    const said = $(field.id + '-chosen');
    if (said) said.textContent = option.dataset.text;
    open(field, false);
    choosing = true;
    for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, { bubbles: true }));
    choosing = false;
  };

  const step = (field, by) => {
    const all = options(field), i = all.indexOf(current(field)) + by;
    mark(field, all.at(i < -1 ? -1 : i % all.length));
  };

  document.addEventListener('focusin', ({ target: t }) => { if (t.matches?.('[data-find]')) listOf(t); });
  document.addEventListener('focusout', ({ target: t }) => { if (t === here && !inPalette(t)) open(t, false); });
  document.addEventListener('input', ({ target: t }) => {
    if (choosing || !t.matches?.('[data-find]')) return;
    const said = $(t.id + '-chosen');
    if (said) said.textContent = '';
    clearTimeout(timer);
    latest++;
    if (!t.value.trim() && !inPalette(t)) open(t, false);
    else timer = setTimeout(ask, 120, t);
  });
  document.addEventListener('mousedown', e => { if (e.target.closest?.('.options')) e.preventDefault(); });
  document.addEventListener('click', e => {
    const option = e.target.closest?.('[role=option]');
    if (option && here && !option.href) choose(here, option);
    const opener = e.target.closest?.('[data-palette]');
    if (opener && palette && !e.ctrlKey && !e.metaKey && !e.shiftKey) {
      e.preventDefault();
      show();
    }
    if (e.target === palette) palette.close();
  });

  // In the capturing phase: Escape closes the list and nothing behind it.
  document.addEventListener('keydown', async e => {
    const t = e.target;
    if ((e.ctrlKey || e.metaKey) && !e.shiftKey && !e.altKey && e.key.toLowerCase() === 'k' && palette) {
      e.preventDefault();
      return show();
    }
    if (!t.matches?.('[data-find]')) {
      const typing = t.matches?.('input, select, textarea, [contenteditable]');
      if (e.key === '/' && palette && !typing && !e.ctrlKey && !e.metaKey && !e.altKey && document.documentElement.dataset.keys !== 'off') {
        e.preventDefault();
        show();
      }
      return;
    }
    const list = listOf(t), chosen = current(t);
    switch (e.key) {
      case 'ArrowDown': case 'ArrowUp':
        e.preventDefault();
        if (list.hidden) await ask(t);
        if (!list.hidden) step(t, e.key === 'ArrowDown' ? 1 : -1);
        return;
      case 'Enter':
        if (inPalette(t)) {
          e.preventDefault();
          if (timer || busy) await ask(t); // typed faster than the list came
          const first = current(t);
          if (first) choose(t, first); else if (t.value.trim()) t.form.submit();
        } else if (chosen) {
          e.preventDefault();
          choose(t, chosen);
        }
        return;
      case 'Tab':
        if (chosen && !inPalette(t)) choose(t, chosen);
        return;
      case 'Escape':
        if (inPalette(t)) { // left alone, a search field would only be emptied
          t.blur();
          palette.close();
        } else if (!list.hidden) open(t, false);
        else return;
        e.preventDefault();
    }
  }, true);

  const show = () => {
    if (!palette.open) palette.showModal();
    const field = $('palette-q');
    field.value = '';
    field.focus();
    ask(field);
  };

  // What this tab has looked at stays in the tab: others may use the machine.
  const seen = () => JSON.parse(sessionStorage.getItem('seen') || '[]');
  const title = document.querySelector('main h1')?.textContent.trim();
  if (palette && title && /^\/(orders|products|customers|suppliers|pos|lines)\/(?!new$)[^/]+$/.test(location.pathname))
    sessionStorage.setItem('seen', JSON.stringify([[location.pathname, title], ...seen().filter(s => s[0] !== location.pathname)].slice(0, 6)));
  const recent = () => {
    const group = document.createElement('div'), head = document.createElement('small');
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', head.textContent = 'Recent');
    head.setAttribute('aria-hidden', 'true');
    group.append(head, ...seen().filter(s => s[0] !== location.pathname).map(([href, text]) => {
      const a = document.createElement('a');
      a.href = href;
      a.tabIndex = -1;
      a.setAttribute('role', 'option');
      a.textContent = text;
      return a;
    }));
    return group.children.length > 1 ? [group] : [];
  };
})();
