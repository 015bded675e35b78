import { useEffect, useState } from 'react';

const PAUSE_MS = 350;

/** The value once it has stayed the same for a moment, so that not every key asks the server. */
export function useLater<T>(value: T): T {
  const [later, setLater] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return later;
}
