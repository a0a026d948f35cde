/**
 * A name in the browser's storage that is the signed-in member's: who signs in after another on one browser does not
 * see what that one set. The page says whose it is in `<html data-member>`.
 */
export function ownKey(name: string, root: Pick<HTMLElement, 'dataset'> = document.documentElement): string {
  const member = root.dataset['member'];
  return member === undefined ? name : `${name}@${member}`;
}
