package ui

// Form is what a form has of something that is stored once and that several
// people may change. Views that are such a form embed it.
type Form struct {
	// Version is what was read; the form posts it.
	Version string
	// Errors are by field name; Message is about the form as a whole.
	Errors  map[string]string
	Message string
}
