import { useEffect, useState } from 'react';

const PAUSE_MS = 350;

/** The value once it has stayed the same for a moment, so that not every key asks the server. */
export function useLater<T>(value: T, pause = PAUSE_MS): T {
  const [later, setLater] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return later;
}
