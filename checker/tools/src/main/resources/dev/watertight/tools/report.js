
'use strict';
const filters = document.querySelectorAll('[data-filter]');
const articles = document.querySelectorAll('article');
function show() {
  let number = 0;
  for (const article of articles) {
    article.hidden = [...filters].some(
        filter => filter.value && article.dataset[filter.dataset.filter] !== filter.value);
    number += article.hidden ? 0 : 1;
  }
  for (const section of document.querySelectorAll('section')) {
    section.hidden = !section.querySelector('article:not([hidden])');
  }
  document.getElementById('shown').textContent = number + ' of ' + articles.length + ' shown';
}
if (filters.length) {
  document.getElementById('filters').hidden = false;
  filters.forEach(filter => filter.addEventListener('change', show));
  show();
}
