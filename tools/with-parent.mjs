// Preloaded by bootstrap.mjs: when that process is killed outright, the channel closes and this one stops
// as if asked to, instead of holding the port and the database as an orphan.
if (process.connected) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel?.unref()
}
