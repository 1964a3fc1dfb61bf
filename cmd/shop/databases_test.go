package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shop/platform/config"
)

var silent = slog.New(slog.DiscardHandler)

func TestServeDatabases(t *testing.T) {
	t.Parallel()
	t.Run("embeds what has no URL, and gives the directory free at the end", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		for range 2 {
			cfg := config.Config{DataDir: dir}
			d, err := serveDatabases(t.Context(), &cfg, silent)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(cfg.MongoURL, "mongodb://") || !strings.HasPrefix(cfg.RedisURL, "redis://") {
				t.Errorf("URLs %q and %q", cfg.MongoURL, cfg.RedisURL)
			}
			d.close()
		}
	})
	t.Run("embeds nothing beside a URL", func(t *testing.T) {
		t.Parallel()
		cfg := config.Config{DataDir: t.TempDir(), MongoURL: "mongodb://elsewhere"}
		d, err := serveDatabases(t.Context(), &cfg, silent)
		if err != nil {
			t.Fatal(err)
		}
		defer d.close()
		if cfg.MongoURL != "mongodb://elsewhere" || d.mongo != nil || d.redis == nil {
			t.Errorf("MongoDB at %q, embedded %v; Redis embedded %v", cfg.MongoURL, d.mongo != nil, d.redis != nil)
		}
	})
	t.Run("refuses a directory that another shop uses", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		urls := config.Config{DataDir: dir, MongoURL: "mongodb://elsewhere", RedisURL: "redis://elsewhere"}
		d, err := serveDatabases(t.Context(), &urls, silent)
		if err != nil {
			t.Fatal(err)
		}
		defer d.close()
		if _, err := serveDatabases(t.Context(), &config.Config{DataDir: dir}, silent); err == nil || !strings.Contains(err.Error(), dir) {
			t.Errorf("it says %v, want the directory", err)
		}
	})
	t.Run("refuses a directory that can not be made", func(t *testing.T) {
		t.Parallel()
		file := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := serveDatabases(t.Context(), &config.Config{DataDir: filepath.Join(file, "data")}, silent); err == nil || !strings.Contains(err.Error(), "SHOP_DATA_DIR") {
			t.Errorf("it says %v, want SHOP_DATA_DIR", err)
		}
	})
}

func TestToolDatabases(t *testing.T) {
	t.Parallel()
	t.Run("are those of the shop that runs on the directory", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		serving := config.Config{DataDir: dir}
		d, err := serveDatabases(t.Context(), &serving, silent)
		if err != nil {
			t.Fatal(err)
		}
		tool := config.Config{DataDir: dir}
		beside, err := toolDatabases(t.Context(), &tool, silent)
		if err != nil {
			t.Fatal(err)
		}
		beside.close()
		if tool.MongoURL != serving.MongoURL || tool.RedisURL != serving.RedisURL {
			t.Errorf("URLs %q and %q, want those of the shop", tool.MongoURL, tool.RedisURL)
		}
		d.close()
		if _, err := toolDatabases(t.Context(), &config.Config{DataDir: dir}, silent); err == nil || !strings.Contains(err.Error(), "--demo") {
			t.Errorf("after the shop ended it says %v, want --demo", err)
		}
	})
	t.Run("are not those of a shop that was killed", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		note := `{"MongoURL":"mongodb://gone","RedisURL":"redis://gone"}`
		if err := os.WriteFile(noteFile(dir), []byte(note), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := toolDatabases(t.Context(), &config.Config{DataDir: dir}, silent); err == nil {
			t.Error("it believes the note")
		}
	})
}
