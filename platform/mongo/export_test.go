package mongo

// ClientOptions lets tests see what a client is made with.
var ClientOptions = clientOptions
