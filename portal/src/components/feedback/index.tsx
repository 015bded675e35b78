/**
 * Messages, notices and confirmations. What shows them is a third of what the list of applications would otherwise wait
 * for, so it is loaded after the first page stands, or when the first of them is to be shown.
 */
import {
  createContext,
  use,
  useCallback,
  useMemo,
  useRef,
  useState,
  type ComponentType,
  type ReactNode,
} from 'react';

import { CONNECTION } from '../../start/words.json';

import { loadPlace } from './load';
import type { Feedback } from './Place';

type Show = (how: (feedback: Feedback) => unknown) => void;

const ShowContext = createContext<Show>(() => {
  throw new Error('There is no FeedbackProvider');
});

export function FeedbackProvider({ children }: { children: ReactNode }) {
  const [Place, setPlace] = useState<ComponentType<{ onReady: (feedback: Feedback) => void }>>();
  const ready = useRef<Feedback>(undefined);
  const waiting = useRef<Parameters<Show>[0][]>([]);
  const show = useCallback<Show>((how) => {
    if (ready.current) {
      how(ready.current);
      return;
    }
    waiting.current.push(how);
    loadPlace().then(
      (loaded) => setPlace(() => loaded),
      () => {
        // Nothing of ours can say so: it is what did not arrive.
        waiting.current = [];
        window.alert(CONNECTION);
      },
    );
  }, []);
  const begin = useCallback((feedback: Feedback) => {
    ready.current = feedback;
    for (const how of waiting.current.splice(0)) how(feedback);
  }, []);
  return (
    <ShowContext value={show}>
      {children}
      {Place && <Place onReady={begin} />}
    </ShowContext>
  );
}

/** Says what happened, notifies of what went wrong, asks before something is done. */
export function useFeedback() {
  const show = use(ShowContext);
  return useMemo(() => {
    const say = (how: 'success' | 'info' | 'warning' | 'error') => (text: string) =>
      show(({ message }) => message[how](text));
    const notify = (how: 'warning' | 'error') => (notice: Parameters<Feedback['notification']['error']>[0]) =>
      show(({ notification }) => notification[how](notice));
    const ask = (how: 'confirm' | 'warning') => (question: Parameters<Feedback['modal']['confirm']>[0]) =>
      show(({ modal }) => modal[how](question));
    return {
      message: { success: say('success'), info: say('info'), warning: say('warning'), error: say('error') },
      notification: { warning: notify('warning'), error: notify('error') },
      modal: { confirm: ask('confirm'), warning: ask('warning') },
    };
  }, [show]);
}
