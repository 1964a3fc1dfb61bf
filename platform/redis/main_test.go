package redis_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain runs more tests at once than there are processors: most of them wait
// for time to pass.
func TestMain(m *testing.M) {
	flag.Parse()
	if parallel := flag.Lookup("test.parallel"); parallel.Value.String() == parallel.DefValue {
		_ = parallel.Value.Set("8")
	}
	os.Exit(m.Run())
}
