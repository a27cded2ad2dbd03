// The review page: keys, and telling others what one looks at. All works without it.
{
	const page = document.querySelector('[data-submission]');
	const one = (selector) => document.querySelector(selector);

	// The address names the document, so that a reload shows the same one.
	if (page && location.pathname === '/review') history.replaceState(null, '', `/review/${page.dataset.submission}`);

	// Keys. They can be turned off on this device (WCAG 2.1.4).
	const off = 'review keys off';
	const letters = one('[data-letters]');
	if (letters) {
		const tick = letters.querySelector('input');
		letters.hidden = false;
		tick.checked = !localStorage.getItem(off);
		tick.onchange = () => (tick.checked ? localStorage.removeItem(off) : localStorage.setItem(off, 'yes'));
	}

	// The button that the reason is meant for.
	let wanted;
	const fields = () => [one('select[name=canned]'), one('textarea[name=reason]')].filter(Boolean);
	const press = (button) => {
		if (button.dataset.needs && fields().every(({ value }) => !value.trim())) {
			wanted = button;
			return fields()[0]?.focus();
		}
		button.click();
	};

	addEventListener('keydown', (event) => {
		const { target, key } = event;
		if (event.altKey || event.isComposing) return;
		if (fields().includes(target)) {
			if (key === 'Escape') return target.blur();
			const enter = key === 'Enter' && (target.matches('select') || event.ctrlKey || event.metaKey);
			if (!enter || !wanted) return;
			event.preventDefault();
			return press(wanted);
		}
		if (event.ctrlKey || event.metaKey || event.shiftKey || event.repeat || localStorage.getItem(off)) return;
		if (target.closest('input:not([type=checkbox]), select, textarea, [contenteditable], dialog')) return;
		if (one('dialog[open]')) return;
		const way = one(`[data-key="${CSS.escape(key)}"]`);
		if (!way) return;
		event.preventDefault();
		press(way);
	});

	// Others see what one looks at, as long as the page is open and seen.
	if (page?.dataset.hold) {
		const { hold, letGo, submission } = page.dataset;
		const call = (address) =>
			fetch(address, {
				method: 'POST',
				keepalive: true,
				headers: { Accept: 'application/json', 'X-Background': 'looking' }, // no session lives by it
				body: new URLSearchParams({ submission }),
			}).catch(() => ({}));
		const said = one('[data-held]');
		const look = async () => {
			if (document.hidden) return;
			const answer = await call(hold);
			const words = answer.ok ? await answer.json() : '';
			if (said.textContent !== words) said.textContent = words;
		};
		look();
		setInterval(look, 60_000);
		addEventListener('visibilitychange', () => (document.hidden ? call(letGo) : look()));
		addEventListener('pagehide', () => call(letGo));
	}
}
