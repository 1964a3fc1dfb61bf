package viewtest

import (
	_ "github.com/a-h/templ"
	_ "golang.org/x/net/html"
	_ "shop/views/ui" // want "tests of views compare what they render"
)
