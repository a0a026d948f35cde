/**
 * How the gateway tells the pages whose page they write, so that an owner's links and texts are in nobody else's.
 * It decides looks only: what may be asked is decided at each procedure and page. Taken from no client.
 */
export const PAGE_ROLE_HEADER = 'x-atelier-role';
/** Whose page it is: browsers keep what a member set by this. */
export const PAGE_MEMBER_HEADER = 'x-atelier-member';
/** There when the page's person has something to review, and with it the address of it. */
export const PAGE_REVIEWS_HEADER = 'x-atelier-reviews';
