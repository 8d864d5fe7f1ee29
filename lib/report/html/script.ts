// The little that moves: light or dark, one workload lit up, tables filtered. The page is whole without it.

export const SCRIPT = `
(() => {
  const root = document.documentElement;
  const body = document.body;
  const keep = (value) => { try { localStorage.setItem('slipway-theme', value); } catch { /* a page from a file may keep nothing */ } };
  try { const kept = localStorage.getItem('slipway-theme'); if (kept) root.dataset.theme = kept; } catch { /* nothing kept */ }
  const toggle = () => {
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    keep(root.dataset.theme);
  };
  document.getElementById('theme')?.addEventListener('click', toggle);
  const light = (name) => {
    const off = !name || body.dataset.w === name;
    if (off) delete body.dataset.w; else body.dataset.w = name;
    for (const pod of document.querySelectorAll('.pod')) pod.classList.toggle('lit', !off && pod.dataset.w === name);
    for (const button of document.querySelectorAll('.legend button')) button.setAttribute('aria-pressed', String(!off && button.dataset.w === name));
  };
  for (const button of document.querySelectorAll('.legend button')) button.addEventListener('click', () => light(button.dataset.w));
  for (const input of document.querySelectorAll('.filter')) input.addEventListener('input', () => {
    const wanted = input.value.toLowerCase();
    for (const row of document.querySelectorAll('#' + input.dataset.for + ' tbody tr')) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target instanceof HTMLInputElement;
    if (event.key === 'Escape') { light(undefined); if (typing) { event.target.value = ''; event.target.dispatchEvent(new Event('input')); event.target.blur(); } }
    else if (!typing && event.key === 't') toggle();
    else if (!typing && event.key === '/') { const first = document.querySelector('.filter'); if (first) { event.preventDefault(); first.focus(); } }
  });
})();
`;
