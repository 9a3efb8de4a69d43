// The drafts in this phone: IndexedDB, which holds photos as they are.

const NAME = "linli";

function open() {
  return new Promise((done, fail) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("drafts", { keyPath: "key" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

async function within(mode, job) {
  const database = await open();
  try {
    return await new Promise((done, fail) => {
      const change = database.transaction("drafts", mode);
      const request = job(change.objectStore("drafts"));
      change.oncomplete = () => done(request.result);
      change.onerror = change.onabort = () => fail(change.error);
    });
  } finally {
    database.close();
  }
}

export const put = (draft) => within("readwrite", (drafts) => drafts.put(draft));
export const remove = (key) => within("readwrite", (drafts) => drafts.delete(key));
export const all = async () => {
  const found = await within("readonly", (drafts) => drafts.getAll());
  return found.sort((one, other) => one.at - other.at);
};
