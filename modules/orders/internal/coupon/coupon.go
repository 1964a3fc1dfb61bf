package coupon

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"shop/platform/fault"
	"shop/platform/identity"
)

// Limits are how often a code may be used; zero is no limit.
type Limits struct {
	UsageLimit            int `bson:"usageLimit,omitempty"`
	UsageLimitPerCustomer int `bson:"usageLimitPerCustomer,omitempty"`
}

// Redemption is a code as an order uses it. An order keeps it with the limits of
// the time when it was priced.
type Redemption struct {
	Code string `bson:"code"`
	// PromotionID is what the code unlocks. Uses are counted by it, so that
	// they stay counted when the code is written differently.
	PromotionID string `bson:"promotionId"`
	// Customer stands for whoever uses it; it tells customers apart and says
	// nothing of them.
	Customer string `bson:"customer"`
	Limits   `bson:",inline"`
}

// Reservation is a use that an order wants.
type Reservation struct {
	Redemption
	Order string
	// By is the server's time after which it can't be made any more; Since is
	// when the order was stored, by the same clock.
	By, Since time.Time
}

// Usage counts the uses of one promotion, in all or by one customer.
type Usage struct {
	Key string `bson:"_id"`
	// Taken is Used and those of Reserved together.
	Taken int `bson:"taken"`
	// Used is by how many orders that were placed.
	Used int `bson:"used"`
	// Reserved are orders under way. Ended are those that settled, remembered
	// for as long as a delayed retry may still try to reserve.
	Reserved []Entry `bson:"reserved"`
	Ended    []Entry `bson:"ended"`
}

// Entry is an order in a [Usage].
type Entry struct {
	Order string    `bson:"id"`
	By    time.Time `bson:"by"`
}

// Outcome is how a reservation ends.
type Outcome string

// The outcomes.
const (
	Used     Outcome = "used"     // the order was placed
	Released Outcome = "released" // it came to nothing
)

// CustomerOf returns what stands for a customer: the account, or the e-mail
// address of a guest, of which only a hash is kept. Nothing stands for a guest
// without one.
func CustomerOf(account, email string) string {
	switch email = identity.NormalEmail(email); {
	case account != "":
		return "account:" + account
	case email == "":
		return ""
	default:
		sum := sha256.Sum256([]byte(email))
		return "guest:" + base64.RawURLEncoding.EncodeToString(sum[:])
	}
}

// The lengths of a code, in characters.
const (
	MinLength = 3
	MaxLength = 40
)

// Normalise returns the form in which a typed code is compared: in capitals,
// without space.
func Normalise(typed string) string {
	return strings.ToUpper(strings.Join(strings.Fields(typed), ""))
}

// Valid reports whether a normalised code can be one: 3 to 40 of A to Z, 0 to 9,
// hyphen and underscore.
func Valid(code string) bool {
	return len(code) >= MinLength && len(code) <= MaxLength && !strings.ContainsFunc(code, unwritten)
}

func unwritten(r rune) bool {
	return (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
}

// The errors of codes. Each names the field "coupon".
var (
	ErrUnknown = refusal("coupon-unknown", "This code isn't known. Please check how it is written.")
	ErrNotYet  = refusal("coupon-not-yet", "This code isn't valid yet.")
	ErrExpired = refusal("coupon-expired", "This code has expired.")
	// ErrNotApplicable says why in other words, see [NotApplicable].
	ErrNotApplicable  = NotApplicable("This code doesn't apply to what is in your cart.")
	ErrUsedUp         = refusal("coupon-used-up", "This code has been used up.")
	ErrUsedByCustomer = refusal("coupon-used-by-customer", "You have used this code already.")
)

// ErrBusy means that very many orders with the code are under way.
var ErrBusy = fault.New(fault.Unavailable, "coupon-busy", "Very many people are using this code at the moment. Please try again.")

// Limiter counts the codes that somebody enters, known ones too.
// internal/redislimit implements it.
type Limiter interface {
	// Allow counts one under each of the keys. Errors: [ErrTooMany].
	Allow(ctx context.Context, keys ...string) error
}

// ErrTooMany is returned, with RetryAfter, after too many codes.
var ErrTooMany = fault.New(fault.TooMany, "too-many-codes", "That were too many codes in a short time. Please wait a while and try again.")

// NotApplicable returns [ErrNotApplicable] with the sentence that says why.
func NotApplicable(why string) *fault.Error { return refusal("coupon-not-applicable", why) }

func refusal(code, sentence string) *fault.Error {
	return fault.New(fault.Invalid, code, sentence).WithField("coupon", sentence)
}
