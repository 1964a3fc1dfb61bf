package mongo

import (
	"reflect"

	"go.uber.org/fx"
)

// AsIndexes returns ctor, a constructor of [Indexes] or []Indexes, as one that
// Fx gathers for [Setup]. A group's name is easily mistyped and then stays
// silently empty, so it is written here only.
func AsIndexes(ctor any) any { return grouped(ctor, "mongo.indexes") }

// AsMigrations returns ctor, a constructor of []Migration, as one that Fx
// gathers for [Setup].
func AsMigrations(ctor any) any { return grouped(ctor, "mongo.migrations") }

// Wanted is what the modules gave to [AsIndexes] and [AsMigrations].
type Wanted struct {
	fx.In
	Indexes    []Indexes   `group:"mongo.indexes"`
	Migrations []Migration `group:"mongo.migrations"`
}

func grouped(ctor any, group string) any {
	tag := `group:"` + group + `"`
	if t := reflect.TypeOf(ctor); t.Kind() == reflect.Func && t.NumOut() > 0 && t.Out(0).Kind() == reflect.Slice {
		tag = `group:"` + group + `,flatten"`
	}
	return fx.Annotate(ctor, fx.ResultTags(tag))
}
