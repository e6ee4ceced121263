// What a page does when the studio's program does not answer: it says so, asks again every second, and loads itself anew from its address
// when a program answers there that does not know it any more.

const box = document.getElementById('components-reconnect-modal');
let timer = 0, answers = 0;

function say(text) {
  const place = box.querySelector('[data-say]');
  if (place.textContent !== text) place.textContent = text;
}

async function ask() {
  let status = 0;
  try {
    status = (await fetch(location.href, { method: 'HEAD', cache: 'no-store' })).status;
  } catch {
    answers = 0;
  }
  if (status === 403) say('The studio was started again. Open the address that it printed; then this page goes on by itself.');
  else if (status === 0) say('The studio does not answer: it has ended, or this computer was asleep. The page tries again by itself. What you see is kept in its address.');
  // The same program takes the page back by itself within this time.
  if (status !== 0 && status !== 403 && ++answers >= 4) location.reload();
}

box.addEventListener('components-reconnect-state-changed', event => {
  const isLost = event.detail.state !== 'hide';
  box.classList.toggle('lost', isLost);
  if (isLost && !timer) {
    answers = 0;
    ask();
    timer = setInterval(ask, 1000);
  } else if (!isLost) {
    clearInterval(timer);
    timer = 0;
  }
});
