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
  document.addEventListener('htmx:beforeSwap', e => {
    const row = e.detail.elt.closest('tr');
    gone = row && { id: row.id, next: row.nextElementSibling?.id, prev: row.previousElementSibling?.id };
  });
  document.addEventListener('htmx:afterSettle', e => e.target.querySelector?.('[data-error-summary]')?.focus());
  document.addEventListener('htmx:afterRequest', () => {
    const g = gone;
    gone = null;
    if (g?.id) setTimeout(() => {
      if (!$(g.id) && document.activeElement === document.body) ($(g.next) || $(g.prev))?.querySelector('th a')?.focus();
    }, 40);
  });

  // What failed is said in one place, with a way to try again.
  const alarm = (text, again) => {
    const box = $('alert');
    if (!box) return;
    const p = document.createElement('p');
    p.textContent = text;
    box.replaceChildren(p);
    if (!again) return;
    const b = document.createElement('button');
    b.type = 'button';
    b.className = 'btn';
    b.textContent = 'Try again';
    b.addEventListener('click', () => { box.replaceChildren(); again(); });
    box.append(b);
  };
  const repeat = e => {
    const { elt, requestConfig: r } = e.detail;
    if (!elt?.isConnected) return null;
    return () => (r.verb === 'get' ? htmx.ajax('GET', r.path, { source: elt, target: r.target }) : elt.requestSubmit?.());
  };
  document.addEventListener('htmx:responseError', e => alarm(`That did not work (${e.detail.xhr.status}). Nothing was changed.`, repeat(e)));
  for (const name of ['htmx:sendError', 'htmx:timeout'])
    document.addEventListener(name, e => alarm('No connection to the desk. Your change may not be saved.', repeat(e)));

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
