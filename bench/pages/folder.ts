/** The least that can show a folder: fetch the names, sort them, draw the rows that are in view. */
const ROW_PX = 22;

const rows = document.getElementById('rows');
document.querySelector('button')?.addEventListener('click', () => void expand());

async function expand(): Promise<void> {
  const names: unknown = await (await fetch('/files/names.json')).json();
  if (!Array.isArray(names) || rows === null) throw new Error('no names');
  const order = new Intl.Collator('en', { numeric: true });
  const sorted = names.map(String).toSorted(order.compare);
  const inner = document.createElement('div');
  inner.style.height = `${sorted.length * ROW_PX}px`;
  for (const name of sorted.slice(0, Math.ceil(rows.clientHeight / ROW_PX))) {
    const row = document.createElement('div');
    row.style.height = `${ROW_PX}px`;
    row.textContent = name;
    inner.append(row);
  }
  rows.replaceChildren(inner);
}
