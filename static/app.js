// Guards for morphing, focus and errors. No eval, no inline handlers; every
// page works without this file, if less smoothly.
(() => {
  const $ = id => document.getElementById(id);

  // A refreshed region keeps what the user has ticked or typed but not sent.
  const touched = e => e instanceof HTMLInputElement && (e.type === 'checkbox' || e.type === 'radio')
    ? e.checked !== e.defaultChecked : 'defaultValue' in e && e.value !== e.defaultValue;
  Idiomorph.defaults.ignoreActiveValue = true;
  Idiomorph.defaults.callbacks.beforeAttributeUpdated = (attr, node) =>
    !((attr === 'checked' || attr === 'value') && touched(node));

  // Focus goes to the error summary after a refused form, and to the next row
  // when the row that held it goes away; left alone it would drop to <body>.
  let gone = null;
  document.addEventListener('htmx:beforeSwap', ({ detail: d }) => {
    const row = d.elt.closest('tr');
    gone = row && { id: row.id, next: row.nextElementSibling?.id, prev: row.previousElementSibling?.id };
    if (d.isError && d.xhr.getResponseHeader('HX-Retarget') === '#alert') {
      Object.assign(d, { shouldSwap: true, isError: false, selectOverride: 'unset' });
    }
  });
  document.addEventListener('htmx:afterSettle', e => e.target.querySelector?.('[data-error-summary]')?.focus());
  document.addEventListener('htmx:afterRequest', e => {
    if (e.detail.successful && e.detail.target !== $('alert')) $('alert')?.replaceChildren();
    const g = gone;
    gone = null;
    if (g?.id) setTimeout(() => {
      if (!$(g.id) && document.activeElement === document.body) ($(g.next) || $(g.prev))?.querySelector('th a')?.focus();
    }, 40);
  });

  // In a region that can answer alone, links to its own page replace it. What was
  // ticked in its filters but not sent is dropped, so that it cannot go along later.
  document.addEventListener('click', e => {
    const a = e.target.closest?.('[data-part] a[href]'), part = a?.closest('[data-part]');
    if (!a || e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    if (a.pathname !== part.dataset.part || a.hash) return;
    e.preventDefault();
    part.querySelector('form[role=search]')?.reset();
    const { close } = a.dataset, row = a.closest('tr');
    htmx.ajax('GET', a.href, { source: a, target: part, swap: 'morph:outerHTML' })
      .then(() => (close ? $(close)?.querySelector('th a') : row && $('drawer-title'))?.focus());
  });
  document.addEventListener('keydown', e => {
    if (e.key === 'Escape' && !e.defaultPrevented && !document.querySelector(':popover-open')) document.querySelector('#drawer [data-close]')?.click();
  });

  // A form for the counter: Enter leads to the next field, from a line on to the
  // next one, and from an empty line to the button that saves; Ctrl+Enter saves
  // from anywhere. The last row is followed by a fresh one once something is
  // typed in it: Tab leads out of an empty one.
  const lineOf = e => e.target.closest?.('form[data-onward] tr[id^=row-]'), product = row => row.querySelector('[name$=".sku"]');
  document.addEventListener('input', e => {
    const row = lineOf(e), n = row?.parentElement.rows.length;
    if (!row || row.nextElementSibling || !product(row).value || n > 199) return;
    row.insertAdjacentHTML('afterend', $('row').innerHTML.replaceAll('§', n).replaceAll('¶', n + 1));
    htmx.process(row.nextElementSibling);
  });
  document.addEventListener('keydown', e => {
    const t = e.target, form = t.closest?.('form[data-onward]');
    if (e.key !== 'Enter' || !form || e.defaultPrevented || !t.matches('input, select')) return;
    e.preventDefault();
    const save = form.querySelector('.btn.primary'), row = lineOf(e);
    if (e.ctrlKey || e.metaKey) save.click();
    else if (row && !product(row).value) save.focus();
    else if (row && t !== product(row)) product(row.nextElementSibling || row).focus();
    else {
      const all = [...form.querySelectorAll('input:not([type=hidden]), select')].filter(f => f.checkVisibility());
      all[all.indexOf(t) + 1]?.focus();
    }
  });

  // The next file of a source is looked at as soon as it is chosen.
  document.addEventListener('change', e => { if (e.target.files?.length) e.target.closest('form[data-atonce]')?.requestSubmit(); });

  // What failed is said in #alert: in the server's words where it sent some,
  // with a way to try again where that can help.
  const alarm = text => {
    const p = document.createElement('p');
    p.textContent = text;
    $('alert')?.replaceChildren(p);
  };
  const again = ({ detail: { requestConfig: r } }) => {
    const elt = r?.elt;
    if (!elt?.isConnected || !$('alert')) return;
    const b = document.createElement('button');
    b.type = 'button';
    b.className = 'btn';
    b.textContent = 'Try again';
    b.addEventListener('click', () => {
      $('alert').replaceChildren();
      if (r.verb === 'get') htmx.ajax('GET', r.path, { source: elt, target: r.target });
      else if (elt.requestSubmit) elt.requestSubmit();
      else elt.click();
    });
    $('alert').append(b);
  };
  document.addEventListener('htmx:afterSwap', e => {
    if (e.detail.target === $('alert') && e.detail.xhr.status >= 500) again(e);
  });
  document.addEventListener('htmx:responseError', e => { alarm(`That did not work (${e.detail.xhr.status}).`); again(e); });
  for (const name of ['htmx:sendError', 'htmx:timeout'])
    document.addEventListener(name, e => { alarm('No connection to the desk. What you sent may not be saved.'); again(e); });

  // A toast leaves after ten seconds, but never while it is pointed at or focused.
  const status = $('status');
  const clear = () => {
    if (status.matches(':hover, :focus-within')) setTimeout(clear, 2000);
    else status.querySelectorAll('.toast').forEach(t => t.remove());
  };
  if (status) {
    const arm = () => { if (status.querySelector('.toast')) setTimeout(clear, 10000); };
    new MutationObserver(arm).observe(status, { childList: true });
    arm();
  }
})();
