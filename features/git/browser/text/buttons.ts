/** A button outside of React, with the looks of the others. */
export function button(label: string, onPress: () => void): HTMLButtonElement {
  const element = Object.assign(document.createElement('button'), { type: 'button', className: 'btn quiet mini', textContent: label });
  // The editor would take the focus, and the selection with it.
  element.addEventListener('mousedown', (event) => event.preventDefault());
  element.addEventListener('click', onPress);
  return element;
}
