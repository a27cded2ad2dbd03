// Passkeys: asks the browser for one and sends what it gives with the plain form around it. Loaded only by pages that offer
// one; every such page has another way beside it.
{
	const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0));
	const text = (buffer) =>
		btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
	const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

	// What the server asks, as the browser wants it.
	const question = ({ publicKey: asked }) => ({
		publicKey: {
			...asked,
			challenge: bytes(asked.challenge),
			...(asked.user && { user: { ...asked.user, id: bytes(asked.user.id) } }),
			...(asked.excludeCredentials && { excludeCredentials: known(asked.excludeCredentials) }),
			...(asked.allowCredentials && { allowCredentials: known(asked.allowCredentials) }),
		},
	});

	// What the browser gives, as the server wants it.
	const answer = ({ id, rawId, type, response }) => ({
		id,
		rawId: text(rawId),
		type,
		response: Object.fromEntries(
			['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']
				.filter((part) => part in response)
				.map((part) => [part, response[part] && text(response[part])]),
		),
	});

	const words = (error) =>
		({
			NotAllowedError: 'The passkey was not used. Try again, or use another way.',
			InvalidStateError: 'This device already keeps a passkey for your account.',
		})[error.name] ?? 'This did not work here. Try again, or use another way.';

	const ask = async (address) => {
		const response = await fetch(address, { method: 'POST', headers: { Accept: 'application/json' }, body: new URLSearchParams() });
		// Signed out, or a confirmation is wanted first: the page itself says so.
		if ([401, 403, 409].includes(response.status)) return location.reload();
		if (!response.ok) throw new Error(response.statusText);
		return JSON.parse(await response.json());
	};

	for (const place of window.PublicKeyCredential ? document.querySelectorAll('[data-passkey]') : []) {
		const form = place.querySelector('form');
		const problem = place.querySelector('[data-problem]');
		let busy = false;
		place.hidden = false;
		form.addEventListener('submit', async (event) => {
			event.preventDefault();
			if (busy) return;
			busy = true;
			problem.hidden = true;
			try {
				const asked = await ask(place.dataset.ask);
				if (!asked) return;
				const given = await navigator.credentials[place.dataset.passkey](question(asked));
				form.elements.answer.value = JSON.stringify(answer(given));
				form.submit();
			} catch (error) {
				problem.textContent = words(error);
				problem.hidden = false;
			} finally {
				busy = false;
			}
		});
		for (const other of document.querySelectorAll('[data-no-passkey]')) other.hidden = true;
	}
}
