package mongo

// ClientOptions lets tests see what a client is made with.
var ClientOptions = clientOptions

// Delay lets tests see how failed events are spread.
var Delay = delay
