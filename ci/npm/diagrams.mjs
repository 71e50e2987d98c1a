// SPDX-License-Identifier: GPL-2.0-only
// node diagrams.mjs FILE...: each Mermaid diagram of these Markdown files, read by Mermaid itself. It must see what is
// written there, line by line: as many participants, notes and arrows, between the same, with the same words. A line a
// file; exit status 1 if one is wrong, or has no diagram.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

// Mermaid cleans texts with DOMPurify, which wants a browser's window.
globalThis.window = new JSDOM("").window;
globalThis.document = globalThis.window.document;
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });

// What GitHub and GitLab refuse to draw.
const LIMIT = 50000;

// The fenced blocks of that language: a fence opens at the begin of a line, and ends with one as long.
function blocks(text)
{
	const found = [];
	let fence = null, lines = null;
	for (const line of text.split("\n")) {
		const mark = /^ {0,3}(`{3,}|~{3,})\s*(.*)$/.exec(line);
		if (fence === null && mark && !mark[2].includes("`")) {
			fence = mark[1];
			lines = mark[2].trim() === "mermaid" ? [] : null;
		} else if (fence !== null && mark && mark[2] === "" && mark[1].startsWith(fence)) {
			if (lines)
				found.push(lines.join("\n") + "\n");
			fence = null;
		} else if (fence !== null && lines) {
			lines.push(line);
		}
	}
	if (fence !== null)
		throw new Error("a fence is not closed");
	return found;
}

// "#59;" is how a text says ";": Mermaid takes it apart before it reads, and puts it together when it draws.
const kept = (text) => text.trim().replace(/#(\d+);/g, "ﬂ°°$1¶ß");

// What our lines say.
function written(text)
{
	const told = { actors: [], steps: [] };
	const lines = text.trimEnd().split("\n");
	if (lines.shift() !== "sequenceDiagram")
		throw new Error("it does not begin with sequenceDiagram");
	for (const line of lines) {
		const actor = /^ {4}participant (h\d+) as ([^#;]*(?:#\d+;[^#;]*)*)$/.exec(line);
		const note = /^ {4}Note over (h\d+)(?:,(h\d+))?: (.+)$/.exec(line);
		const arrow = /^ {4}(h\d+)(->>|-x)(h\d+): (.+)$/.exec(line);
		if (actor)
			told.actors.push([actor[1], kept(actor[2])]);
		else if (note)
			told.steps.push(["note", note[1], note[2] ?? note[1], kept(note[3])]);
		else if (arrow)
			told.steps.push([arrow[2], arrow[1], arrow[3], kept(arrow[4])]);
		else
			throw new Error(`a line that is none of ours: ${line}`);
	}
	return told;
}

// What Mermaid reads.
async function read(text)
{
	const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
	const { LINETYPE } = db;
	const kinds = { [LINETYPE.SOLID]: "->>", [LINETYPE.SOLID_CROSS]: "-x", [LINETYPE.NOTE]: "note" };
	const actors = [...db.getActors().values()].map((actor) => [actor.name, actor.description]);
	const steps = db.getMessages().map((step) => [kinds[step.type] ?? `type ${step.type}`, step.from, step.to, step.message]);
	return { actors, steps };
}

async function check(path)
{
	const found = blocks(readFileSync(path, "utf8"));
	let steps = 0;
	if (found.length === 0)
		throw new Error("no diagram");
	for (const text of found) {
		if (text.length > LIMIT)
			throw new Error(`a diagram of ${text.length} characters`);
		const ours = written(text), theirs = await read(text);
		if (JSON.stringify(ours) !== JSON.stringify(theirs))
			throw new Error(`written ${JSON.stringify(ours)}\nread ${JSON.stringify(theirs)}`);
		steps += ours.steps.length;
	}
	console.log(`${path}: ${found.length} diagrams, ${steps} steps`);
}

let bad = process.argv.length < 3;
for (const path of process.argv.slice(2)) {
	try {
		await check(path);
	} catch (error) {
		console.log(`${path}: ${error.message}`);
		bad = true;
	}
}
process.exit(bad ? 1 : 0);
