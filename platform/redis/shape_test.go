package redis

import (
	"reflect"
	"testing"
	"time"
)

func TestShapeOf_differs_between_types_that_JSON_tells_apart(t *testing.T) {
	type tree struct {
		Name     string
		Children []tree
	}
	types := []reflect.Type{
		reflect.TypeFor[string](), reflect.TypeFor[int](), reflect.TypeFor[[]string](), reflect.TypeFor[[]int](),
		reflect.TypeFor[map[string]int](), reflect.TypeFor[map[string]string](), reflect.TypeFor[[2]int](), reflect.TypeFor[[3]int](),
		reflect.TypeFor[time.Time](), reflect.TypeFor[time.Duration](), reflect.TypeFor[*string](), reflect.TypeFor[tree](),
		reflect.TypeFor[struct{ A string }](), reflect.TypeFor[struct{ A int }](), reflect.TypeFor[struct{ B string }](),
		reflect.TypeFor[struct {
			A string `json:"b"`
		}](),
		reflect.TypeFor[struct{ A, B string }](), reflect.TypeFor[struct{ B, A string }](),
		reflect.TypeFor[struct{ Inner struct{ A string } }](), reflect.TypeFor[struct{ Inner struct{ A int } }](),
	}
	seen := make(map[uint64]reflect.Type)
	for _, typ := range types {
		shape := shapeOf(typ)
		if other, taken := seen[shape]; taken {
			t.Errorf("%s and %s have the same shape", typ, other)
		}
		seen[shape] = typ
		if shapeOf(typ) != shape {
			t.Errorf("the shape of %s varies", typ)
		}
	}
}
