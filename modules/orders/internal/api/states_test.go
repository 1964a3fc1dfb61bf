package api_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"shop/modules/orders/internal/api"
)

// statesOf returns the values of the order package's constants, by their type.
func statesOf(t *testing.T, files ...string) map[string][]string {
	t.Helper()
	states := map[string][]string{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), "../order/"+name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			kind, named := spec.Type.(*ast.Ident)
			text, literal := spec.Values[0].(*ast.BasicLit)
			if !named || !literal || text.Kind != token.STRING {
				return true
			}
			value, err := strconv.Unquote(text.Value)
			if err != nil {
				t.Fatal(err)
			}
			states[kind.Name] = append(states[kind.Name], value)
			return true
		})
	}
	return states
}

// Whatever state an order can be in, the API names it and can be asked for it.
func TestStates_AreThoseOfOrders(t *testing.T) {
	t.Parallel()
	states := statesOf(t, "transitions.go", "fulfilment.go", "refund.go", "returns.go")
	for _, c := range []struct {
		of    any
		field string
		kind  string
	}{
		{api.Order{}, "Status", "Status"}, {api.StaffListInput{}, "Status", "Status"},
		{api.Order{}, "Payment", "Payment"}, {api.StaffListInput{}, "Payment", "Payment"},
		{api.Order{}, "Fulfilment", "FulfilmentState"}, {api.StaffListInput{}, "Fulfilment", "FulfilmentState"},
		{api.Fulfilment{}, "State", "ParcelState"},
		{api.Refund{}, "State", "RefundState"},
		{api.Return{}, "State", "ReturnState"},
	} {
		field, _ := reflect.TypeOf(c.of).FieldByName(c.field)
		got := slices.Sorted(strings.SplitSeq(field.Tag.Get("enum"), ","))
		if want := slices.Sorted(slices.Values(states[c.kind])); !slices.Equal(got, want) {
			t.Errorf("%T.%s is one of %q, and of an order it is one of %q", c.of, c.field, got, want)
		}
	}
}
