// Runs bundled examples one after another and sends back what each printed: a process of its own for each took most of the time.
process.on('message', async (file) => {
  const write = process.stdout.write;
  let printed = '';
  process.stdout.write = (text) => {
    printed += text;
    return true;
  };
  try {
    await import(file);
    process.send({ printed });
  } catch (error) {
    process.send({ failed: error instanceof Error ? error.stack : String(error) });
  } finally {
    process.stdout.write = write;
  }
});
