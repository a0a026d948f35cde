/** Reads a form's text fields as they stand in the page: `const read = formText(form); read('email')`; '' where there is none. */
export function formText(form: HTMLFormElement): (name: string) => string {
  const fields = new FormData(form);
  return (name) => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
}
