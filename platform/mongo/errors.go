package mongo

import (
	"context"
	"errors"

	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"shop/platform/fault"
)

// The faults that driver errors become; see [Fault]. A store replaces the
// first two by its module's own.
var (
	// ErrNotFound: no document matched.
	ErrNotFound = fault.New(fault.NotFound, "not-found", "There is nothing here.")
	// ErrDuplicate: a unique index has the value already.
	ErrDuplicate = fault.New(fault.Conflict, "duplicate", "This already exists.")
	// ErrUnavailable: the server can't be reached, or does not answer in time.
	ErrUnavailable = fault.New(fault.Unavailable, "database-unavailable",
		"The shop can't reach its records right now. Please try again in a moment.")
)

// Fault returns a driver's error as the fault it means, keeping it as cause:
// [ErrNotFound] for no documents, [ErrDuplicate] for a duplicate key,
// [ErrUnavailable] for a lost, silent or changing server. nil, a context that
// the caller cancelled, and all other errors come back unchanged.
func Fault(err error) error {
	var already *fault.Error
	switch {
	case err == nil, errors.As(err, &already):
		return err
	case errors.Is(err, driver.ErrNoDocuments):
		return ErrNotFound.Because(err)
	case driver.IsDuplicateKeyError(err):
		return ErrDuplicate.Because(err)
	case errors.Is(err, context.Canceled):
		return err
	case unavailable(err):
		return ErrUnavailable.Because(err)
	default:
		return err
	}
}

// IsDuplicate reports whether err, mapped or not, is a duplicate key.
func IsDuplicate(err error) bool {
	return errors.Is(err, ErrDuplicate) || driver.IsDuplicateKeyError(err)
}

// Server error codes of a node that steps down, shuts down or has no majority.
var awayCodes = []int{
	64,    // WriteConcernTimeout
	91,    // ShutdownInProgress
	189,   // PrimarySteppedDown
	262,   // ExceededTimeLimit
	10107, // NotWritablePrimary
	11600, // InterruptedAtShutdown
	11602, // InterruptedDueToReplStateChange
	13435, // NotPrimaryNoSecondaryOk
	13436, // NotPrimaryOrSecondary
}

func unavailable(err error) bool {
	if driver.IsNetworkError(err) || driver.IsTimeout(err) ||
		errors.Is(err, driver.ErrClientDisconnected) || errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	// The call found no connection, because another call lost its own. The driver
	// neither exports this error nor marks it as one of the network.
	var cleared interface {
		error
		Retryable() bool
	}
	if errors.As(err, &cleared) && cleared.Retryable() {
		return true
	}
	var selection driver.ServerError
	if errors.As(err, &selection) {
		for _, code := range awayCodes {
			if selection.HasErrorCode(code) {
				return true
			}
		}
	}
	return false
}
