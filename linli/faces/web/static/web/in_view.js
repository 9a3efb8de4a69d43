// Calls back once for each element that comes near the visible part of the page.
export function inView(selector, begin) {
  const watch = new IntersectionObserver(
    (seen) => {
      for (const { target, isIntersecting } of seen) {
        if (!isIntersecting) continue;
        watch.unobserve(target);
        begin(target);
      }
    },
    { rootMargin: "200px" },
  );
  for (const element of document.querySelectorAll(selector)) watch.observe(element);
}

// The value of one of our colours, as it is in the light or dark in which the page is seen.
export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
