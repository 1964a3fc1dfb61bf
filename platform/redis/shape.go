package redis

import (
	"fmt"
	"hash"
	"hash/fnv"
	"reflect"
)

// shapeOf returns a number that changes when what JSON makes of a type changes:
// a field added, renamed, moved or given another type. So a new release takes
// the entries of an old one for misses, without anybody counting versions.
func shapeOf(t reflect.Type) uint64 {
	h := fnv.New64a()
	writeShape(h, t, make(map[reflect.Type]bool))
	return h.Sum64()
}

func writeShape(h hash.Hash64, t reflect.Type, seen map[reflect.Type]bool) {
	fmt.Fprintf(h, "%s %s.%s;", t.Kind(), t.PkgPath(), t.Name())
	if seen[t] {
		return
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			fmt.Fprintf(h, "%s %t %s:", f.Name, f.Anonymous, f.Tag)
			writeShape(h, f.Type, seen)
		}
	case reflect.Map:
		writeShape(h, t.Key(), seen)
		writeShape(h, t.Elem(), seen)
	case reflect.Array, reflect.Slice, reflect.Pointer:
		fmt.Fprintf(h, "%s:", t)
		writeShape(h, t.Elem(), seen)
	default:
	}
}
