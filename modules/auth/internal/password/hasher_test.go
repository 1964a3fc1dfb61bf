package password_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"shop/modules/auth/internal/password"
	"shop/platform/fault"
)

// cheap keeps the tests fast; one test below uses the real cost.
var cheap = password.Params{MemoryKiB: 64, Passes: 1, Lanes: 1}

func TestHasher_Verify(t *testing.T) {
	t.Parallel()
	h := password.NewHasher(cheap, 2)
	encoded := mustHash(t, h, "correct horse battery")
	tests := map[string]struct {
		password, encoded string
		want              bool
	}{
		"takes_the_right_password":     {"correct horse battery", encoded, true},
		"refuses_another":              {"correct horse battery!", encoded, false},
		"refuses_an_empty_one":         {"", encoded, false},
		"refuses_all_where_no_hash_is": {"correct horse battery", "", false},
		"refuses_the_decoy's_own_key":  {"", "", false},
		"is_case_sensitive":            {"Correct horse battery", encoded, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, outdated, err := h.Verify(t.Context(), tt.password, tt.encoded)
			if err != nil || got != tt.want || outdated {
				t.Errorf("Verify = %t, %t, %v, want %t, false, nil", got, outdated, err, tt.want)
			}
		})
	}
}

func TestHasher_Hash(t *testing.T) {
	t.Parallel()
	h := password.NewHasher(password.Recommended, 1)
	a, b := mustHash(t, h, "correct horse battery"), mustHash(t, h, "correct horse battery")
	if a == b {
		t.Error("two hashes of one password are equal: the salt isn't random")
	}
	if !strings.HasPrefix(a, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("Hash = %q, want OWASP's Argon2id parameters in a PHC string", a)
	}
}

func TestHasher_Verify_takes_a_password_typed_in_another_normal_form(t *testing.T) {
	t.Parallel()
	h := password.NewHasher(cheap, 1)
	composed, decomposed := "caf\u00e9 au lait", "cafe\u0301 au lait"
	if ok, _, err := h.Verify(t.Context(), decomposed, mustHash(t, h, composed)); err != nil || !ok {
		t.Errorf("Verify = %t, %v, want true", ok, err)
	}
}

func TestHasher_Verify_tells_an_outdated_hash(t *testing.T) {
	t.Parallel()
	old := mustHash(t, password.NewHasher(cheap, 1), "correct horse battery")
	now := password.NewHasher(password.Params{MemoryKiB: 128, Passes: 1, Lanes: 1}, 1)
	if match, outdated, err := now.Verify(t.Context(), "correct horse battery", old); !match || !outdated || err != nil {
		t.Errorf("Verify = %t, %t, %v, want true, true, nil", match, outdated, err)
	}
	if match, outdated, err := now.Verify(t.Context(), "wrong", old); match || outdated || err != nil {
		t.Errorf("Verify of a wrong password = %t, %t, %v, want false, false, nil", match, outdated, err)
	}
}

func TestHasher_Verify_refuses_what_is_no_hash(t *testing.T) {
	t.Parallel()
	h := password.NewHasher(cheap, 1)
	good := mustHash(t, h, "x")
	for name, encoded := range map[string]string{
		"plain text":      "hunter2",
		"another scheme":  strings.Replace(good, "argon2id", "argon2i", 1),
		"another version": strings.Replace(good, "v=19", "v=16", 1),
		"a huge cost":     strings.Replace(good, "m=64", "m=4000000000", 1),
		"no passes":       strings.Replace(good, "t=1", "t=0", 1),
		"no lanes":        strings.Replace(good, "p=1", "p=0", 1),
		"a short key":     good[:len(good)-4],
		"bad base64":      good[:len(good)-1] + "*",
	} {
		if match, _, err := h.Verify(t.Context(), "x", encoded); err == nil || match {
			t.Errorf("%s: Verify = %t, %v, want an error", name, match, err)
		} else if strings.Contains(err.Error(), encoded) {
			t.Errorf("%s: the error repeats the stored hash", name)
		}
	}
}

func TestHasher_takes_turns_and_gives_up_with_the_context(t *testing.T) {
	t.Parallel()
	h := password.NewHasher(password.Params{MemoryKiB: 256 * 1024, Passes: 2, Lanes: 1}, 1)
	var busy sync.WaitGroup
	defer busy.Wait()
	started := make(chan struct{})
	busy.Go(func() {
		close(started)
		_, _ = h.Hash(context.Background(), "takes a while")
	})
	<-started
	time.Sleep(20 * time.Millisecond)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
	defer cancel()
	_, err := h.Hash(ctx, "waits")
	if fault.KindOf(err) != fault.Unavailable {
		t.Errorf("Hash while the only slot is taken = %v, want fault.Unavailable", err)
	}
}

func TestHasher_Verify_takes_the_same_time_without_an_account(t *testing.T) {
	h := password.NewHasher(password.Recommended, 1)
	encoded := mustHash(t, h, "correct horse battery")
	took := func(encoded string) time.Duration {
		start := time.Now()
		_, _, _ = h.Verify(t.Context(), "wrong", encoded)
		return time.Since(start)
	}
	// The fastest of some is what the work costs; a busy machine needs more.
	known, unknown := time.Hour, time.Hour
	for round := range 100 {
		known, unknown = min(known, took(encoded)), min(unknown, took(""))
		if round >= 2 && unknown < known*3/2 && known < unknown*3/2 {
			return
		}
	}
	t.Errorf("checking takes %v with an account and %v without", known, unknown)
}

func mustHash(t *testing.T, h *password.Hasher, pw string) string {
	t.Helper()
	encoded, err := h.Hash(t.Context(), pw)
	if err != nil {
		t.Fatalf("Hash: %v", err)
	}
	return encoded
}

func FuzzVerify(f *testing.F) {
	h := password.NewHasher(cheap, 1)
	f.Add("$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=64,t=1,p=1$$")
	f.Add("$$$$$")
	f.Fuzz(func(t *testing.T, encoded string) {
		if len(encoded) > 150 || strings.Contains(encoded, "m=") && !strings.Contains(encoded, "m=64,t=1,p=1$") {
			return // costs minutes, finds nothing
		}
		if match, _, _ := h.Verify(t.Context(), "guess", encoded); match {
			t.Errorf("an invented hash %q matched", encoded)
		}
	})
}
