import {
  cloneElement,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type HTMLAttributes,
  type KeyboardEvent,
  type ReactElement,
} from 'react';

import styles from './Hint.module.css';

interface Props {
  text: string;
  children: ReactElement<HTMLAttributes<HTMLElement>>;
}

/** A few words about what the pointer or the focus is on. Plain, as every page waits for it. */
export function Hint({ text, children }: Props) {
  const [shown, setShown] = useState(false);
  const id = useId();
  const bubble = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    if (bubble.current) place(bubble.current);
  }, [shown, text]);
  const show = () => setShown(true);
  const hide = () => setShown(false);
  const hideOnEscape = ({ key }: KeyboardEvent) => {
    if (key === 'Escape') hide();
  };
  return (
    // What bubbles up here comes from what it is about.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <span
      className={styles.about}
      onMouseEnter={show}
      onMouseLeave={hide}
      onFocus={show}
      onBlur={hide}
      onKeyDown={hideOnEscape}
    >
      {cloneElement(children, shown ? { 'aria-describedby': id } : {})}
      {shown && (
        <span ref={bubble} id={id} role="tooltip" className={styles.bubble}>
          {text}
        </span>
      )}
    </span>
  );
}

/** Above what it is about, else below; within the window. */
function place(bubble: HTMLElement): void {
  const about = bubble.previousElementSibling?.getBoundingClientRect();
  if (!about) return;
  const { width, height } = bubble.getBoundingClientRect();
  const centred = about.left + (about.width - width) / 2;
  bubble.style.left = `${Math.max(0, Math.min(centred, document.documentElement.clientWidth - width))}px`;
  bubble.style.top = `${about.top >= height ? about.top - height : about.bottom}px`;
}
