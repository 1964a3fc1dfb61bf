package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pb33f/go-yaml"

	"shop/platform/config"
)

// There may be no container engine where these tests run, so what can be wrong
// in its files is looked for by reading them.

// settings are the names of the environment that config reads.
func settings(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, a := range (config.Config{}).LogValue().Group() {
		names = append(names, a.Key)
	}
	if len(names) < 10 {
		t.Fatalf("only %d settings: %v", len(names), names)
	}
	return names
}

func repositoryFile(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// compose is as much of docker-compose.yml as is checked.
type compose struct {
	Services map[string]struct {
		Image       string
		Build       string
		Command     []string
		Environment map[string]string
		Ports       []string
		Volumes     []string
		Healthcheck struct{ Test []string }
		DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
	}
	Volumes map[string]any
}

var placeholder = regexp.MustCompile(`\$\{([A-Z_]+):-([^}]*)\}`)

func readCompose(t *testing.T) compose {
	t.Helper()
	var c compose
	text := placeholder.ReplaceAllString(string(repositoryFile(t, "docker-compose.yml")), "$2")
	if err := yaml.Unmarshal([]byte(text), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCompose(t *testing.T) {
	t.Parallel()
	c := readCompose(t)
	shop, mongo, redis := c.Services["shop"], c.Services["mongo"], c.Services["redis"]
	t.Run("configures the shop without a fault", func(t *testing.T) {
		t.Parallel()
		var environ []string
		for name, value := range shop.Environment {
			if !slices.Contains(settings(t), name) {
				t.Errorf("%s is no setting", name)
			}
			environ = append(environ, name+"="+value)
		}
		cfg, err := config.Load(environ)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(cfg.MongoURL, "//mongo:27017/shop") || !strings.Contains(cfg.MongoURL, "replicaSet=rs0") {
			t.Errorf("MONGO_URL %q names no database of the replica set", cfg.MongoURL)
		}
	})
	t.Run("runs MongoDB as a replica set that makes itself", func(t *testing.T) {
		t.Parallel()
		if !slices.Contains(mongo.Command, "--replSet") || !slices.Contains(mongo.Command, "rs0") {
			t.Errorf("command %v", mongo.Command)
		}
		check := strings.Join(mongo.Healthcheck.Test, " ")
		if !strings.Contains(check, `rs.initiate({ _id: "rs0"`) || !strings.Contains(check, "isWritablePrimary") {
			t.Errorf("healthcheck %s", check)
		}
	})
	t.Run("gives Redis 7 a password that the shop knows", func(t *testing.T) {
		t.Parallel()
		password := redis.Environment["REDIS_PASSWORD"]
		if password == "" || !strings.Contains(shop.Environment["REDIS_URL"], ":"+password+"@redis:6379") || redis.Environment["REDISCLI_AUTH"] != password {
			t.Errorf("password %q, REDIS_URL %q", password, shop.Environment["REDIS_URL"])
		}
		if !strings.HasPrefix(redis.Image, "redis:7") || !strings.Contains(strings.Join(redis.Command, " "), "--requirepass") {
			t.Errorf("image %s, command %v", redis.Image, redis.Command)
		}
	})
	t.Run("starts the shop when both are healthy, and publishes the shop only", func(t *testing.T) {
		t.Parallel()
		for _, name := range []string{"mongo", "redis"} {
			if shop.DependsOn[name].Condition != "service_healthy" || len(c.Services[name].Healthcheck.Test) == 0 {
				t.Errorf("the shop does not wait for %s", name)
			}
			if len(c.Services[name].Ports) > 0 {
				t.Errorf("%s is published", name)
			}
		}
		if !slices.Equal(shop.Ports, []string{"8080:8080"}) {
			t.Errorf("ports %v", shop.Ports)
		}
	})
	t.Run("names each volume", func(t *testing.T) {
		t.Parallel()
		for name, service := range c.Services {
			for _, v := range service.Volumes {
				volume, _, _ := strings.Cut(v, ":")
				if _, declared := c.Volumes[volume]; !declared {
					t.Errorf("%s uses the volume %s, which is not declared", name, volume)
				}
			}
		}
	})
}

func TestDockerfile(t *testing.T) {
	t.Parallel()
	text := string(repositoryFile(t, "Dockerfile"))
	goVersion := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(string(repositoryFile(t, "go.mod")))[1]
	if !strings.Contains(text, "FROM golang:"+goVersion+"-") {
		t.Errorf("it does not build with Go %s", goVersion)
	}
	_, build, _ := strings.Cut(text, "\nFROM golang")
	_, final, _ := strings.Cut(build, "\nFROM ")
	user := regexp.MustCompile(`(?m)^USER (\S+)$`).FindStringSubmatch(final)
	if user == nil || user[1] == "root" {
		t.Error("the shop runs as root")
	}
	for _, m := range regexp.MustCompile(`\b((?:SHOP|MONGO|REDIS)_[A-Z_]+)=`).FindAllStringSubmatch(final, -1) {
		if !slices.Contains(settings(t), m[1]) {
			t.Errorf("%s is no setting", m[1])
		}
	}
	for _, copied := range regexp.MustCompile(`(?m)^COPY (go\.\w+) (go\.\w+) `).FindStringSubmatch(text)[1:] {
		repositoryFile(t, copied)
	}
}

// The help lists every setting, and nothing else.
func TestHelp_lists_the_environment(t *testing.T) {
	t.Parallel()
	listed := regexp.MustCompile(`(?m)^  ([A-Z_]+) `).FindAllStringSubmatch(environmentHelp, -1)
	var names []string
	for _, m := range listed {
		names = append(names, m[1])
	}
	for _, name := range settings(t) {
		// The password is told beside its address.
		if !slices.Contains(names, name) && name != "SHOP_ADMIN_PASSWORD" {
			t.Errorf("%s is missing", name)
		}
	}
	for _, name := range names {
		if !slices.Contains(settings(t), name) {
			t.Errorf("%s is no setting", name)
		}
	}
}
