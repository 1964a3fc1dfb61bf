package main

import "testing"

func TestOnDatabase_changes_the_database_and_nothing_else(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"mongodb://localhost":                                "mongodb://localhost/proof",
		"mongodb://localhost/shop":                           "mongodb://localhost/proof",
		"mongodb://a,b:27018/shop?replicaSet=r":              "mongodb://a,b:27018/proof?replicaSet=r",
		"mongodb://%2Ftmp%2Fm.sock/?directConnection=true":   "mongodb://%2Ftmp%2Fm.sock/proof?directConnection=true",
		"mongodb://u:p@localhost/shop":                       "mongodb://u:p@localhost/proof?authSource=shop",
		"mongodb+srv://u:p@db.example/shop?authSource=admin": "mongodb+srv://u:p@db.example/proof?authSource=admin",
		"mongodb://u:p@localhost/?tls=true":                  "mongodb://u:p@localhost/proof?tls=true",
	} {
		if got := onDatabase(url, "proof"); got != want {
			t.Errorf("%s: %s, want %s", url, got, want)
		}
	}
}

func TestWithPrefix_keeps_the_proof_apart_from_the_shops_keys(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"redis://localhost:6379/0":                "redis://localhost:6379/0?prefix=proof:",
		"redis://localhost?prefix=mine:&db=2":     "redis://localhost?prefix=proof:&db=2",
		"redis+sentinel://a,b?master=m&prefix=x:": "redis+sentinel://a,b?prefix=proof:&master=m",
	} {
		if got := withPrefix(url, "proof"); got != want {
			t.Errorf("%s: %s, want %s", url, got, want)
		}
	}
}
