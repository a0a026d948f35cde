import { redirect } from 'next/navigation';

/** An address that one remembers; the gateway answers 404 to whoever is no owner. */
export default function Page(): never {
  redirect('/audit?tab=machine');
}
