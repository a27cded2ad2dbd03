// The board: cards can be dragged, and "m" on a card opens its form. Both send the form that stands on the card.
{
	const board = document.querySelector('.board');
	const cards = board?.querySelectorAll('.slip:has(form)') ?? [];

	// The key works only inside a card, so it is in nobody's way (WCAG 2.1.4).
	board?.addEventListener('keydown', (event) => {
		const { target, key } = event;
		const box = target.closest('.slip')?.querySelector('details');
		if (!box || event.isComposing) return;
		if (key === 'Escape' && box.open) {
			box.open = false;
			return box.querySelector('summary').focus();
		}
		if (key !== 'm' || event.ctrlKey || event.metaKey || event.altKey || target.matches('select')) return;
		event.preventDefault();
		box.open = true;
		box.querySelector('select').focus();
	});

	let held;
	const over = (column) => {
		for (const other of board.querySelectorAll('.over')) other.classList.remove('over');
		column?.classList.add('over');
	};
	const columnOf = ({ target }) => {
		const column = held && target.closest('[data-column]');
		const select = held?.querySelector('select');
		const takes = column && [...select.options].some(({ value }) => value === column.dataset.column);
		return takes && !column.contains(held) ? column : null;
	};
	for (const card of cards) {
		card.draggable = true;
		card.ondragstart = (event) => {
			held = card;
			event.dataTransfer.effectAllowed = 'move';
			event.dataTransfer.setData('text/plain', card.querySelector('a').textContent);
		};
		card.ondragend = () => {
			held = null;
			over(null);
		};
	}
	board?.addEventListener('dragover', (event) => {
		const column = columnOf(event);
		over(column);
		if (column) event.preventDefault();
	});
	board?.addEventListener('drop', (event) => {
		const column = columnOf(event);
		if (!column) return;
		event.preventDefault();
		const form = held.querySelector('form');
		form.querySelector('select').value = column.dataset.column;
		form.requestSubmit();
	});
}
