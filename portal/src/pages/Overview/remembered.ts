/** What a user has put away or opened here, kept in this browser: each user's own. */
import { useState } from 'react';

type What = 'hidden' | 'opened';

const keyOf = (what: What, userId: string) => `slipway.steps.${what}.${userId}`;

export function useRemembered(what: What, userId: string): [boolean, () => void] {
  const [known, setKnown] = useState(() => localStorage.getItem(keyOf(what, userId)) !== null);
  const remember = () => {
    localStorage.setItem(keyOf(what, userId), '1');
    setKnown(true);
  };
  return [known, remember];
}
