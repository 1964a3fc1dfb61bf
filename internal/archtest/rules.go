package archtest

// Rule says what the packages that match Of may import of this module's own
// packages. Both are regular expressions over whole paths below the module;
// "<m>" in May stands for what the group m matched in Of.
type Rule struct {
	// Name is said when the rule is broken.
	Name string
	Of   string
	May  []string
}

// The values and vocabulary that anything may use.
const (
	vocabulary = `platform/(fault|money|address|identity|events|paging|spreadsheet)`
	lowest     = `platform/(fault|money|address|identity|events|paging|spreadsheet|egress|encode|host|failpoint)`
	noun       = `modules/<m>/internal/[a-z]+`
)

// Rules are tried in order; the first one whose Of matches holds. A package
// that none matches is refused: new kinds of package deserve a thought.
var Rules = []Rule{
	{"the command wires modules and platform, and draws the frame", `cmd/shop`, []string{
		`modules/[a-z]+`, `modules/[a-z]+/[a-z]+fx`, `platform/.+`, `static`, `views/(layout|ui|href)`, `internal/prove(/.+)?`,
	}},

	{"testing packages build on the real thing", `modules/(?P<m>[a-z]+)/(internal/)?[a-z]+test`, []string{
		`modules/<m>(/.+)?`, `modules/[a-z]+`, `modules/[a-z]+/[a-z]+test`, `platform/.+`,
	}},
	{"wiring knows its own module and the platform", `modules/(?P<m>[a-z]+)/[a-z]+fx`, []string{
		`modules/<m>(/.+)?`, `modules/[a-z]+`, `platform/.+`,
	}},
	{"pages call services and fill views", `modules/(?P<m>[a-z]+)/internal/pages`, []string{
		`modules/<m>`, `modules/<m>/internal/letters`, noun, `modules/[a-z]+`, vocabulary, `platform/(web|mail|webhook)`, `views/.+`, `static`,
	}},
	{"operations call services", `modules/(?P<m>[a-z]+)/internal/api`, []string{
		`modules/<m>`, `modules/<m>/internal/letters`, noun, `modules/[a-z]+`, vocabulary, `platform/(web|webhook)`,
	}},
	// Mails are drawn by views, as pages are.
	{"reactions and letters call services", `modules/(?P<m>[a-z]+)/internal/(reactions|letters)`, []string{
		`modules/<m>`, `modules/<m>/internal/letters`, noun, `modules/[a-z]+`, vocabulary, `platform/(mail|webhook)`, `views/.+`,
	}},
	{"stores know the domain and their database", `modules/(?P<m>[a-z]+)/internal/(mongostore|redis[a-z]*)`, []string{
		`modules/<m>`, noun, `modules/[a-z]+`, vocabulary, `platform/(mongo|redis|failpoint)`,
	}},
	{"the domain knows the domain", `modules/(?P<m>[a-z]+)/internal/[a-z]+`, []string{
		`modules/<m>`, noun, `modules/[a-z]+`, vocabulary, `platform/(blob|egress|failpoint)`,
	}},
	// Values that several modules speak of: an amount, an address.
	{"a contract promises values and faults", `modules/[a-z]+`, []string{`platform/(fault|money|address)`}},

	{"tests of views compare what they render", `views/viewtest`, nil},
	{"views know views", `views/.+`, []string{`views/(ui|layout|href)`, `static`}},
	{"static files need no one", `static`, []string{`platform/encode`}},

	{"platform/web stands on the rest", `platform/web(/.+)?`, []string{
		lowest, `platform/(config|logging|telemetry|redis|mongo|eventbus)`, `platform/web(/.+)?`,
	}},
	{"platform/eventbus stands on databases", `platform/eventbus(/.+)?`, []string{
		lowest, `platform/(config|logging|telemetry|redis|mongo)`, `platform/eventbus(/.+)?`,
	}},
	{"platform/mail stands on MongoDB", `platform/mail(/.+)?`, []string{
		lowest, `platform/(config|logging|telemetry|mongo)`, `platform/mail(/.+)?`,
	}},
	{"platform/webhook stands on MongoDB and the bus", `platform/webhook(/.+)?`, []string{
		lowest, `platform/(config|logging|telemetry|mongo|eventbus)`, `platform/webhook(/.+)?`,
	}},
	{"databases stand on values and settings", `platform/(?P<m>redis|mongo|blob)(/.+)?`, []string{
		lowest, `platform/(config|logging|telemetry)`, `platform/<m>(/.+)?`,
	}},
	{"settings and logs stand on values", `platform/(config|logging|telemetry)`, []string{lowest}},
	{"the lowest packages know only each other", `platform/[a-z]+`, []string{lowest}},

	// They drive the program from outside, but have its servers started as all
	// tests do.
	{"end-to-end tests drive the program from outside", `e2e`, []string{
		`platform/(redis/redistest|mongo/mongotest|failpoint)`,
	}},
	{"the bare loop writes to the shop's database", `bench/mongostore`, []string{`platform/mongo`}},
	{"load programs drive the program from outside", `bench(/.+)?`, []string{
		`bench(/.+)?`, `platform/(host|mongo/engine)`,
	}},
	{"the architecture test reads files", `internal/archtest`, nil},
	{"proofs drive the shop from outside, and read its audit", `internal/prove`, []string{`modules/orders`}},
	{"what proofs store knows its database", `internal/prove/mongostore`, []string{`platform/mongo`}},
}

// neighbours are the modules whose contracts a module may import.
var neighbours = map[string][]string{
	"auth":    nil,
	"catalog": {"orders"},
	"orders":  {"catalog", "auth"},
	// What the platform does has nothing to do with what the shop sells.
	"system": nil,
}

// adapters are the packages of a module that stand around its domain; the
// domain and each other they leave alone.
const adapters = `api|pages|reactions|letters|mongostore|redis[a-z]*`

// Library says who alone may import a library.
type Library struct {
	// Prefix is the library's path or the beginning of the paths of a family.
	Prefix string
	// Owners is a regular expression over the packages that may.
	Owners string
	// Tests says that any test may, too.
	Tests bool
}

const anyPackage = `.+`

// Libraries are tried in order. One that isn't listed is refused: adding it is
// a decision.
var Libraries = []Library{
	// The bench measures the shop against bare handlers of these two.
	{Prefix: "github.com/redis/go-redis", Owners: `platform/redis(/.+)?|bench/yardstick`},
	{Prefix: "github.com/alicebob/miniredis", Owners: `platform/redis(/.+)?`},
	// Values in memory, and finished answers made of them.
	{Prefix: "github.com/maypok86/otter", Owners: `platform/(redis|web)`},
	// Large entries of the cache; a browser's compression is another matter.
	{Prefix: "github.com/klauspost/compress/s2", Owners: `platform/redis`},
	{Prefix: "github.com/failsafe-go", Owners: `platform/redis`},
	{Prefix: "go.mongodb.org/mongo-driver", Owners: `platform/mongo(/.+)?|.+/mongostore`, Tests: true},
	{Prefix: "github.com/bojanz/currency", Owners: `platform/money`},
	{Prefix: "github.com/caarlos0/env", Owners: `platform/config`},
	{Prefix: "go.uber.org/fx", Owners: `cmd/shop|.+fx|platform/.+`},
	{Prefix: "go.uber.org/dig", Owners: `cmd/shop`},
	{Prefix: "github.com/labstack/echo/v4", Owners: `platform/web(/.+)?|modules/[a-z]+/internal/pages|bench/yardstick`, Tests: true},
	{Prefix: "github.com/danielgtaylor/huma/v2", Owners: `platform/web(/.+)?|modules/[a-z]+/internal/api`},
	// The test bank's page is no page of the shop, and has none of its views.
	{Prefix: "github.com/a-h/templ", Owners: `views/.+|modules/[a-z]+/internal/(pages|letters|reactions)|modules/orders/internal/testpay|platform/web(/.+)?|cmd/shop`, Tests: true},
	{Prefix: "github.com/andybalholm/brotli", Owners: `platform/encode`, Tests: true},
	{Prefix: "github.com/prometheus", Owners: `cmd/shop|platform/.+`},
	{Prefix: "github.com/microcosm-cc/bluemonday", Owners: `modules/catalog/internal/product`},
	{Prefix: "golang.org/x/net/html", Owners: `modules/catalog/internal/product|views/viewtest`, Tests: true},
	{Prefix: "golang.org/x/image", Owners: `modules/(catalog/internal/media|orders/internal/invoicepdf)`},
	{Prefix: "github.com/gen2brain/webp", Owners: `modules/catalog/internal/media`},
	{Prefix: "github.com/go-pdf/fpdf", Owners: `modules/orders/internal/invoicepdf`},
	{Prefix: "github.com/stripe/stripe-go", Owners: `modules/orders/internal/stripe`},
	{Prefix: "golang.org/x/crypto/argon2", Owners: `modules/auth/internal/password`},
	{Prefix: "github.com/wneessen/go-mail", Owners: `platform/mail`},
	{Prefix: "github.com/emersion", Owners: `platform/mail`},
	{Prefix: "github.com/schollz/progressbar", Owners: `cmd/shop`},
	{Prefix: "golang.org/x/term", Owners: `cmd/shop`},
	{Prefix: "golang.org/x/sys", Owners: `platform/host`},
	{Prefix: "golang.org/x/sync", Owners: anyPackage},
	{Prefix: "golang.org/x/text", Owners: anyPackage},
	{Prefix: "github.com/pb33f", Tests: true},
	{Prefix: "github.com/chromedp", Owners: `e2e`},
	{Prefix: "github.com/google/go-cmp", Owners: `views/viewtest`, Tests: true},
	{Prefix: "pgregory.net/rapid", Tests: true},
	{Prefix: "go.uber.org/goleak", Tests: true},
}
