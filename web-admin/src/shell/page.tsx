// A page's frame: its title in the window and in one <h1>, which gets the focus when the page changed, so that a screen
// reader says where one is. The first page after a load leaves the focus where the browser put it.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useSchool } from '../school';
import { w } from '../words/en';

let firstPage = true;

export function Page(props: { title: string; back?: { href: string; text: string } | undefined; lead?: ComponentChildren; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { name } = useSchool();
  useEffect(() => {
    document.title = name === '' ? w.shell.title(props.title) : w.shell.titleAt(props.title, name);
  }, [props.title, name]);
  useEffect(() => {
    if (!firstPage) {
      window.scrollTo(0, 0);
      heading.current?.focus();
    }
    firstPage = false;
  }, []);
  return (
    <>
      {props.back && (
        <a class="govuk-back-link" href={props.back.href}>
          {props.back.text}
        </a>
      )}
      <h1 class="govuk-heading-l sg-title" tabIndex={-1} ref={heading}>
        {props.title}
      </h1>
      {props.lead !== undefined && <p class="govuk-body-l sg-lead">{props.lead}</p>}
      {props.children}
    </>
  );
}
