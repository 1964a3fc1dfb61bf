// Package deadletter is what failed for good and waits for a person: events
// that a subscription failed too often, and mails that no mail server took.
//
// Its invariant: trying something again is one person's decision, made once;
// of several calls at once one succeeds, and the log says whose.
package deadletter
