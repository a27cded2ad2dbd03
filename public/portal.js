{
	const all = (selector) => [...document.querySelectorAll(selector)];

	for (const open of all('dialog[open]:not(.inline)')) {
		open.removeAttribute('open');
		open.showModal();
	}
	for (const rest of all('[inert]')) rest.inert = false;
	all('.summary')[0]?.focus();

	for (const button of all('[data-reveal], [data-print]')) button.hidden = false;

	const reveal = (button, shown) => {
		button.previousElementSibling.type = shown ? 'text' : 'password';
		button.ariaPressed = shown;
		button.ariaLabel = shown ? 'Hide password' : 'Show password';
	};
	const cover = () => all('[data-reveal]').forEach((button) => reveal(button, false));

	addEventListener('click', ({ target }) => {
		const button = target.closest('[data-reveal]');
		if (button) reveal(button, button.ariaPressed !== 'true');
		if (target.closest('[data-print]')) print();
	});

	let sent = [];
	addEventListener('submit', (event) => {
		const form = event.target;
		const [box] = all(`#${form.dataset.opens}`);
		if (box) {
			event.preventDefault();
			box.showModal();
			box.querySelector('[data-closes]').onclick = (click) => {
				click.preventDefault();
				box.close();
			};
		}
		if (event.defaultPrevented || form.getAttribute('method') !== 'post') return;
		const [unsent] = form.querySelectorAll('[data-unsent]');
		const count = all('.files .chosen').length;
		if (unsent && count) {
			unsent.textContent = `${count} file${count > 1 ? 's are' : ' is'} chosen but not uploaded.`;
			return event.preventDefault();
		}
		if (sent.includes(form)) return event.preventDefault();
		sent.push(form);
		cover();
		(event.submitter ?? {}).ariaBusy = true;
	});
	const again = () => {
		sent = [];
		for (const button of all('[aria-busy]')) button.ariaBusy = null;
	};
	addEventListener('pageshow', ({ persisted }) => persisted && again());
	addEventListener('beforeunload', (event) => setTimeout(() => event.defaultPrevented && again()));

	const [dialog] = all('#still-there');
	if (dialog) {
		const { idleMs, page, who } = dialog.dataset;
		const key = `typed ${who} ${page.split('?')[0]}`;
		const [stay] = all('[data-stay]');
		const [timer] = all('[role=timer]');
		const [said] = all('#still-there [role=status]');
		let last = Date.now();

		const plain = '.control[name]:not([type=password], [autocomplete=one-time-code]), fieldset[id] [type=radio]';
		const called = (field) => field.id || (field.type === 'radio' ? field.closest('fieldset').id : field.name);
		const fields = () => Object.entries(Object.groupBy(all(plain), called));
		const what = ({ type }) => (type === 'radio' ? ['checked', 'defaultChecked'] : ['value', 'defaultValue']);

		const kept = JSON.parse(sessionStorage.getItem(key)) ?? {};
		sessionStorage.removeItem(key);
		for (const [name, list] of fields())
			list.forEach((field, i) => {
				const [now] = what(field);
				const value = kept[name]?.[i] ?? field[now];
				if (value === field[now]) return;
				field[now] = value;
				field.closest('details')?.setAttribute('open', '');
			});

		const keep = () => {
			const [refused] = all('.summary'); // then the typed values came with the page
			const typed = (field) => {
				const [now, before] = what(field);
				return refused || field[now] !== field[before] ? field[now] : null;
			};
			const values = fields().map(([name, list]) => [name, list.map(typed)]);
			sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(values)));
		};
		addEventListener('keep', keep); // The uploader loads the page anew.

		const leave = () => {
			clearInterval(clock);
			cover();
			keep();
			location = `/login?ended=1&next=${encodeURIComponent(page)}`;
		};

		const active = () => {
			last = Date.now();
			said.textContent = '';
			dialog.close();
		};
		const tabs = new BroadcastChannel('session');
		tabs.onmessage = active;
		tabs.postMessage('');

		const clock = setInterval(() => {
			const left = Math.ceil((last - Date.now() + +idleMs) / 1000);
			if (left <= 0) leave();
			else if (left <= 120) {
				if (!dialog.open) dialog.showModal();
				timer.textContent = left > 60 ? 'less than 2 minutes' : `${left} seconds`;
			}
		}, 1000);

		stay.onsubmit = async (event) => {
			event.preventDefault();
			const { ok, redirected, status } = await fetch(stay.getAttribute('action'), {
				method: 'POST',
				headers: { Accept: 'application/json' },
				body: new URLSearchParams(new FormData(stay)),
			}).catch(() => ({}));
			if (status === 401 || redirected) return leave();
			if (!ok) return (said.textContent = 'That did not work. Try again.');
			active();
			tabs.postMessage('');
		};
		dialog.oncancel = () => stay.requestSubmit(); // Escape: I am here.
	}
}
