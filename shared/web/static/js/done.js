// What was done is said once: reading the page again must not say it again.
const address = new URL(location);
if (address.searchParams.has("done")) {
  address.searchParams.delete("done");
  address.searchParams.delete("after");
  history.replaceState(history.state, "", address);
}
