/** What one can send without having it at hand, and files of one's own. */

import { t } from "./i18n.js";

const PHOTOS = ["door.png", "parcel.png", "receipt.png"];
const HOME = "playground/samples";
const DOOR = { latitude: 60.00893, longitude: 30.25621 };

let nextPhoto = 0;

/**
 * The menu of the paper clip.
 * @param {Object} send {files(files, caption?), location(where), contact?()}
 * @param {Function} fail is told what went wrong
 */
export function attachments(send, fail) {
  const item = (key, run) => ({ label: t(`attach.${key}`), run: () => run().catch(fail) });
  return [
    item("photo", async () => send.files([await photo()])),
    item("album", async () => send.files(await Promise.all([photo(), photo(), photo()]), t("sample.album"))),
    item("voice", async () =>
      send.files([{ kind: "voice", duration: 2, mime: "audio/wav", data: await sample("voice.wav") }]),
    ),
    item("document", async () =>
      send.files([
        {
          kind: "document",
          name: t("sample.receipt.name"),
          mime: "text/plain",
          data: encoded(t("sample.receipt.text")),
        },
      ]),
    ),
    item("location", async () => send.location(DOOR)),
    ...(send.contact ? [item("contact", async () => send.contact())] : []),
    item("own", async () => send.files(await chosen())),
  ];
}

async function photo() {
  const name = PHOTOS[nextPhoto++ % PHOTOS.length];
  return { kind: "photo", data: await sample(name), name };
}

async function sample(name) {
  const answer = await fetch(`${HOME}/${name}`);
  return base64(await answer.blob());
}

/** Files picked or dropped, as pictures where they all are. */
export async function asFiles(list) {
  const files = [...list].slice(0, 10);
  const pictures = files.every((file) => file.type.startsWith("image/"));
  return Promise.all(
    files.map(async (file) => ({
      kind: kindOf(file, pictures),
      name: file.name,
      mime: file.type,
      data: await base64(file),
    })),
  );
}

function kindOf(file, pictures) {
  if (pictures) return "photo";
  return file.type.startsWith("audio/") ? "voice" : "document";
}

function chosen() {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  return new Promise((resolve, reject) => {
    input.addEventListener("change", () => asFiles(input.files).then(resolve, reject));
    input.click();
  });
}

function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",", 2)[1]);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

function encoded(text) {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}
