export default async function stopMongodForAll() {
  await globalThis.testMongod?.stop();
}
