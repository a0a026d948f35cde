import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isReviews, OWNER_PAGES, pageAccess, pathForRecords, projectNamed, REVIEWS_PAGE } from './page-access.ts';

const LINK = 'a'.repeat(43);

test('A16 without a session there are the entrance, the setup and links', () => {
  for (const path of ['/login', '/setup', '/icon.svg', `/invite/${LINK}`, `/reset/${LINK}`]) assert.equal(pageAccess(path), 'public', path);
  for (const path of ['/', '/account', '/invite', '/invite/', `/invite/${LINK}/x`, `/invite/${'a'.repeat(101)}`, '/invite/a.b', '/loginx', '/login/', '/w/w000000000000']) {
    assert.equal(pageAccess(path), 'member', path);
  }
});

test('A18 what is the owner’s does not exist for others, with all that is below it', () => {
  for (const page of OWNER_PAGES) {
    assert.deepEqual([pageAccess(page), pageAccess(`${page}/x`)], ['owner', 'owner']);
    assert.equal(pageAccess(`${page}x`), 'member');
    const encoded = `/%${page.charCodeAt(1).toString(16)}${page.slice(2)}`;
    assert.deepEqual([pageAccess(encoded), pageAccess(`${page}.rsc`), pageAccess(`${page}.segments/x`)], ['owner', 'owner', 'owner']);
  }
});

test('a link’s token is written nowhere', () => {
  for (const path of [`/invite/${LINK}`, `/invite/${LINK}/x`]) assert.equal(pathForRecords(path), '/invite/…');
  assert.equal(pathForRecords(`/reset/${LINK}`), '/reset/…');
  assert.equal(pathForRecords('/team'), '/team');
});

test('the page of reviews is known, however it is written', () => {
  for (const path of [REVIEWS_PAGE, '/proposals/', '/%70roposals', '/proposals.rsc', '/proposals/x']) assert.equal(isReviews(path), true, path);
  for (const path of ['/proposalsx', '/x/proposals', '/projects']) assert.equal(isReviews(path), false, path);
});

test('a project’s page is known by the name in its address, however it is written', () => {
  for (const path of ['/projects/shop', '/projects/shop/', '/projects/%73hop', '/projects/shop/anything']) assert.equal(projectNamed(path), 'shop', path);
  for (const path of ['/projects', '/projects/', '/x/projects/shop', '/w/shop', '/projects%ff']) assert.equal(projectNamed(path), null, path);
  assert.equal(projectNamed('/projects/shop.rsc'), 'shop.rsc');
});
