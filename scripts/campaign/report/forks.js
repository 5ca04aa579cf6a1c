// SPDX-License-Identifier: GPL-2.0
// Shows only what holds every word that is searched for.
"use strict";
const field = document.getElementById("search");
const entries = [...document.querySelectorAll("[data-text]")];
const texts = entries.map((entry) => entry.dataset.text.toLowerCase());
field.addEventListener("input", () => {
	const words = field.value.toLowerCase().split(/\s+/);
	let shown = 0;
	entries.forEach((entry, index) => {
		entry.hidden = !words.every((word) => texts[index].includes(word));
		shown += !entry.hidden;
	});
	const none = words.join("") === "";
	document.getElementById("found").textContent = none ? "" : shown + " found";
});
