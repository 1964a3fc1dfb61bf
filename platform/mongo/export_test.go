package mongo

// ClientOptions lets tests see what a client is made with.
var ClientOptions = clientOptions

// Delay lets tests see how failed events are spread.
var Delay = delay

// WithoutBulkWrite has db write as it does to a server that is older than the
// command.
func WithoutBulkWrite(db *DB) { db.writer.alone.Store(true) }
